package io.aett.reactive.test;

import io.aett.reactive.Commit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which operation has which fault, and how many there were. Thread-safe. */
final class Faults {

    private record CommitRule(Predicate<? super Commit> which, long number, CommitFault fault) {}

    private record ReadRule(long number, ReadFault fault) {}

    private static final long EVERY = 0;

    private final List<CommitRule> commitRules = new CopyOnWriteArrayList<>();
    private final List<ReadRule> readRules = new CopyOnWriteArrayList<>();
    private final AtomicLong commits = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong done = new AtomicLong();

    void onCommit(long number, CommitFault fault) {
        commitRules.add(new CommitRule(commit -> true, positive(number), fault));
    }

    void onCommits(Predicate<? super Commit> which, CommitFault fault) {
        commitRules.add(new CommitRule(which, EVERY, fault));
    }

    void onRead(long number, ReadFault fault) {
        readRules.add(new ReadRule(positive(number), fault));
    }

    void onReads(ReadFault fault) {
        readRules.add(new ReadRule(EVERY, fault));
    }

    private static long positive(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("the first is number 1, but this is " + number);
        }
        return number;
    }

    void clear() {
        commitRules.clear();
        readRules.clear();
    }

    /** Counts the commit; the fault that it has, if any. */
    @Nullable
    CommitFault of(Commit commit) {
        long number = commits.incrementAndGet();
        for (CommitRule rule : commitRules) {
            if ((rule.number() == EVERY || rule.number() == number)
                    && rule.which().test(commit)) {
                done.incrementAndGet();
                return rule.fault();
            }
        }
        return null;
    }

    /** Counts the read; the fault that it has, if any. */
    @Nullable
    ReadFault ofRead() {
        long number = reads.incrementAndGet();
        for (ReadRule rule : readRules) {
            if (rule.number() == EVERY || rule.number() == number) {
                done.incrementAndGet();
                return rule.fault();
            }
        }
        return null;
    }

    long commits() {
        return commits.get();
    }

    long reads() {
        return reads.get();
    }

    long done() {
        return done.get();
    }
}
