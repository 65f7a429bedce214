package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.check.StreamLogChecker;
import io.aett.reactive.testkit.process.Stored;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** All that happened in a cell, and whether it may have. Safe for use by many threads. */
public final class History {

    private static final int MOST_ALIKE = 3;
    private static final int MOST = 400;

    private record Stream(String tenant, String name) {}

    private final Map<Stream, StreamLogChecker> streams = new ConcurrentHashMap<>();
    private final CheckpointChecker order = new CheckpointChecker();
    private final List<Commit> stored = new ArrayList<>();
    private final List<Stored> elsewhere = new ArrayList<>();
    private final Map<String, AtomicInteger> workers = new ConcurrentHashMap<>();
    private final Map<String, Integer> errors = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicLong longest = new AtomicLong();
    private final AtomicLong head = new AtomicLong();

    /** There is such a worker, and everything works only if it gets on. */
    public void worker(String name) {
        workers.computeIfAbsent(name, worker -> new AtomicInteger());
    }

    /** It has done one more. */
    public void done(String worker) {
        workers.computeIfAbsent(worker, name -> new AtomicInteger()).incrementAndGet();
    }

    /** How many each has done. */
    Map<String, Integer> progress() {
        Map<String, Integer> progress = new TreeMap<>();
        workers.forEach((worker, count) -> progress.put(worker, count.get()));
        return progress;
    }

    int operations() {
        return progress().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A call failed. */
    public void failed(Throwable failure) {
        synchronized (errors) {
            errors.merge(failure.getClass().getSimpleName(), 1, Integer::sum);
        }
    }

    Map<String, Integer> errors() {
        synchronized (errors) {
            return new TreeMap<>(errors);
        }
    }

    int failures() {
        return errors().values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A call ended after so many nanoseconds. */
    public void took(long nanos) {
        longest.accumulateAndGet(nanos, Math::max);
    }

    Duration longest() {
        return Duration.ofNanos(longest.get());
    }

    /** Something happened that must not. */
    public void violated(String what) {
        synchronized (violations) {
            if (violations.size() < MOST && Collections.frequency(violations, what) < MOST_ALIKE) {
                violations.add(what);
            }
        }
    }

    List<String> violations() {
        synchronized (violations) {
            return List.copyOf(violations);
        }
    }

    /** Who judges what happens to a stream. */
    public StreamLogChecker stream(String tenant, String name) {
        return streams.computeIfAbsent(new Stream(tenant, name), stream -> new StreamLogChecker());
    }

    /** A commit was acknowledged. */
    public void stored(Commit commit) {
        order.acknowledged(commit);
        synchronized (stored) {
            stored.add(commit);
        }
        head.accumulateAndGet(commit.checkpointToken(), Math::max);
    }

    /** A commit was acknowledged to another process. */
    public void storedElsewhere(Stored commit) {
        synchronized (stored) {
            elsewhere.add(commit);
        }
    }

    /** All that were acknowledged until now. */
    public List<Commit> stored() {
        synchronized (stored) {
            return List.copyOf(stored);
        }
    }

    /** The highest checkpoint that was acknowledged until now. */
    public long head() {
        return head.get();
    }

    /** A reader of the global order was given this. */
    public void delivered(String reader, long after, List<Commit> commits) {
        order.delivered(reader, after, commits);
    }

    /** Looks at the store, of which only this tenant counts, and adds what is wrong to the violations. */
    void judge(EventStore store, String tenant) {
        List<Commit> all = Await.all(store.management().getFrom(0)).stream()
                .filter(commit -> commit.tenantId().equals(tenant))
                .toList();
        order.violations(all).forEach(this::violated);
        streams.forEach((stream, checker) -> checker.violations(
                        Await.all(store.commits().get(stream.tenant, stream.name)))
                .forEach(violation -> violated(stream.name + ": " + violation)));
        Map<Long, UUID> ids = new HashMap<>();
        all.forEach(commit -> ids.put(commit.checkpointToken(), commit.commitId()));
        Set<Stored> lost = new HashSet<>(elsewhere);
        lost.removeIf(commit -> commit.commitId().equals(ids.get(commit.checkpoint())));
        lost.forEach(commit -> violated("acknowledged to another process, but not there: " + commit));
    }
}
