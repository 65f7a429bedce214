package io.aett.reactive.testkit.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A handler of one run at a time that keeps a record, and sees to it that each stream's commits come one after the other, in order. */
public final class Deliveries implements Function<Commit, Publisher<?>> {

    private final Function<? super Commit, ? extends Publisher<?>> work;
    private final boolean shared;
    private final List<Commit> begun = new ArrayList<>();
    private final List<Commit> handled = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final Map<String, Commit> atWork = new HashMap<>();
    private final Map<String, Long> done = new HashMap<>();
    private final Map<String, Long> last = new HashMap<>();
    private int most;

    private Deliveries(Function<? super Commit, ? extends Publisher<?>> work, boolean shared) {
        this.work = work;
        this.shared = shared;
    }

    /** Does nothing else. */
    public static Deliveries empty() {
        return of(commit -> Mono.empty());
    }

    /** Does this. */
    public static Deliveries of(Function<? super Commit, ? extends Publisher<?>> work) {
        return new Deliveries(work, false);
    }

    /** Of several runs, between which a stream may change and then be repeated in part. */
    public static Deliveries shared(Function<? super Commit, ? extends Publisher<?>> work) {
        return new Deliveries(work, true);
    }

    @Override
    public Publisher<?> apply(Commit commit) {
        begin(commit);
        return Flux.<Object>defer(() -> Flux.from(work.apply(commit)))
                .doOnComplete(() -> handled(commit))
                .doOnError(failure -> end(commit))
                .doOnCancel(() -> end(commit));
    }

    private synchronized void begin(Commit commit) {
        String stream = stream(commit);
        long sequence = commit.commitSequence();
        begun.add(commit);
        if (atWork.put(stream, commit) != null) {
            wrong.add("two at once of " + stream + ", the later is " + sequence);
        }
        most = Math.max(most, atWork.size());
        if (sequence > done.getOrDefault(stream, 0L) + 1) {
            wrong.add(sequence + " of " + stream + " after " + done.getOrDefault(stream, 0L));
        }
        Long before = last.put(stream, sequence);
        if (!shared && before != null && sequence != before && sequence != before + 1) {
            wrong.add(sequence + " of " + stream + " after " + before + " in one run");
        }
    }

    private synchronized void handled(Commit commit) {
        handled.add(commit);
        done.merge(stream(commit), commit.commitSequence(), Math::max);
        end(commit);
    }

    private synchronized void end(Commit commit) {
        atWork.remove(stream(commit), commit);
    }

    /** Another run begins, which may repeat. */
    public synchronized void newRun() {
        last.clear();
    }

    /** Nothing came out of order until now. */
    public synchronized void check() {
        if (!wrong.isEmpty()) {
            throw new AssertionError(
                    wrong.size() + " times out of order: " + wrong.subList(0, Math.min(20, wrong.size())));
        }
    }

    /** What was handed out, repeated ones too. */
    public synchronized List<Commit> begun() {
        return List.copyOf(begun);
    }

    /** What succeeded, in that order. */
    public synchronized List<Commit> handled() {
        return List.copyOf(handled);
    }

    /** The checkpoints of what succeeded, each once, in their order. */
    public synchronized List<Long> checkpoints() {
        Set<Long> checkpoints = new TreeSet<>();
        handled.forEach(commit -> checkpoints.add(commit.checkpointToken()));
        return List.copyOf(checkpoints);
    }

    /** How many are at work. */
    public synchronized int atWork() {
        return atWork.size();
    }

    /** How many were at work at once at most. */
    public synchronized int most() {
        return most;
    }

    private synchronized int count(List<Commit> commits) {
        return commits.size();
    }

    /** Waits until so many, repeated ones too, were handed out. */
    public void awaitBegun(int count) {
        Await.untilReached(() -> count + " to be handed out; " + this, count, () -> count(begun));
    }

    /** Waits until so many succeeded. */
    public void awaitHandled(int count) {
        Await.untilReached(() -> count + " to be handled; " + this, count, () -> count(handled));
    }

    @Override
    public synchronized String toString() {
        return begun.size() + " handed out, " + handled.size() + " handled, at work: " + atWork.keySet();
    }

    private static String stream(Commit commit) {
        return commit.tenantId() + "/" + commit.streamId();
    }
}
