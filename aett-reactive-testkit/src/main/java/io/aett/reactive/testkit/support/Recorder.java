package io.aett.reactive.testkit.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/** Subscribes and keeps everything it is told. */
public final class Recorder<T> extends BaseSubscriber<T> {

    private final long demand;
    private final List<T> values = new ArrayList<>();
    private volatile boolean completed;
    private volatile @Nullable Throwable error;

    private Recorder(long demand) {
        this.demand = demand;
    }

    /** Subscribes with unbounded demand. */
    public static <T> Recorder<T> of(Publisher<T> source) {
        return of(source, Long.MAX_VALUE);
    }

    /** Subscribes with this demand at first. */
    public static <T> Recorder<T> of(Publisher<T> source, long demand) {
        Recorder<T> recorder = new Recorder<>(demand);
        source.subscribe(recorder);
        return recorder;
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    protected void hookOnNext(T value) {
        synchronized (values) {
            values.add(value);
        }
    }

    @Override
    protected void hookOnComplete() {
        completed = true;
    }

    @Override
    protected void hookOnError(Throwable throwable) {
        error = throwable;
    }

    /** What came until now. */
    public List<T> values() {
        synchronized (values) {
            return List.copyOf(values);
        }
    }

    /** How many came until now. */
    public int count() {
        synchronized (values) {
            return values.size();
        }
    }

    /** Whether it completed. */
    public boolean completed() {
        return completed;
    }

    /** The error it ended in, or null. */
    public @Nullable Throwable failure() {
        return error;
    }

    /** Waits until {@code count} values came, and returns all that came; fails when the source ends before. */
    public List<T> await(int count) {
        return await(count, Await.BOUND);
    }

    /** As {@link #await(int)} with a bound of its own. */
    public List<T> await(int count, Duration bound) {
        Await.until(bound, () -> "value number " + count + "; " + this, () -> count() >= count || ended());
        if (count() < count) {
            throw new AssertionError("ended before value number " + count + ": " + this, error);
        }
        return values();
    }

    /** Waits for the error it ends in. */
    public Throwable awaitError() {
        Await.until(() -> "an error; " + this, this::ended);
        Throwable ended = error;
        if (ended == null) {
            throw new AssertionError("completed instead of ending in an error: " + this);
        }
        return ended;
    }

    /** Waits for completion. */
    public List<T> awaitCompletion() {
        Await.until(() -> "completion; " + this, this::ended);
        if (!completed) {
            throw new AssertionError("did not complete: " + this, error);
        }
        return values();
    }

    private boolean ended() {
        return completed || error != null;
    }

    @Override
    public String toString() {
        return count() + " values, " + (completed ? "completed" : error == null ? "not ended" : "failed with " + error);
    }
}
