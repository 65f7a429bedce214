package io.aett.reactive.testkit.support;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A subscriber that holds its publisher to the rules of Reactive Streams: one subscription, signals one after the other, no more
 * values than were asked for, nothing after the end.
 */
public final class StrictSubscriber<T> implements Subscriber<T> {

    private final long cancelAfter;
    private final List<T> values = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicLong allowed = new AtomicLong();
    private volatile @Nullable Subscription subscription;
    private volatile boolean ended;
    private volatile @Nullable Throwable error;

    private StrictSubscriber(long cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    /** Subscribes, and asks for nothing yet. */
    public static <T> StrictSubscriber<T> to(Publisher<T> source) {
        return cancellingAfter(Long.MAX_VALUE, source);
    }

    /** Subscribes, asks for nothing yet, and cancels within the signal of value number {@code values}; 0 cancels at once. */
    public static <T> StrictSubscriber<T> cancellingAfter(long values, Publisher<T> source) {
        StrictSubscriber<T> subscriber = new StrictSubscriber<>(values);
        source.subscribe(subscriber);
        return subscriber;
    }

    /** Asks for more. */
    public void request(long more) {
        allowed.accumulateAndGet(more, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        present().request(more);
    }

    /** Cancels. */
    public void cancel() {
        present().cancel();
    }

    /** What came until now. */
    public List<T> values() {
        synchronized (values) {
            return List.copyOf(values);
        }
    }

    /** Waits until {@code count} values came, or fails when the source ends before. */
    public List<T> await(int count) {
        Await.until(
                () -> "value number " + count + " after " + values().size(), () -> values().size() >= count || ended);
        if (values().size() < count) {
            throw new AssertionError("ended after " + values().size() + " values, before number " + count, error);
        }
        return values();
    }

    /** Waits for completion and returns all that came. */
    public List<T> awaitCompletion() {
        Await.until(() -> "completion after " + values().size() + " values", () -> ended);
        if (error != null) {
            throw new AssertionError("failed instead of completing", error);
        }
        return values();
    }

    /** Whether it completed or failed. */
    public boolean ended() {
        return ended;
    }

    /** Fails if a rule was broken until now. */
    public void check() {
        synchronized (violations) {
            if (!violations.isEmpty()) {
                throw new AssertionError("rules of Reactive Streams were broken: " + violations);
            }
        }
    }

    @Override
    public void onSubscribe(Subscription given) {
        if (subscription != null) {
            violated("subscribed twice");
        }
        subscription = given;
        if (cancelAfter == 0) {
            given.cancel();
        }
    }

    @Override
    public void onNext(T value) {
        enter("a value");
        int count;
        synchronized (values) {
            values.add(value);
            count = values.size();
        }
        if (count > allowed.get()) {
            violated("value number " + count + ", where " + allowed + " were asked for");
        }
        if (count == cancelAfter) {
            present().cancel();
        }
        inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable failure) {
        enter("an error");
        error = failure;
        ended = true;
        inside.decrementAndGet();
    }

    @Override
    public void onComplete() {
        enter("completion");
        ended = true;
        inside.decrementAndGet();
    }

    private void enter(String signal) {
        if (inside.incrementAndGet() != 1) {
            violated(signal + " during another signal");
        }
        if (subscription == null) {
            violated(signal + " before the subscription");
        }
        if (ended) {
            violated(signal + " after the end");
        }
    }

    private void violated(String rule) {
        synchronized (violations) {
            violations.add(rule);
        }
    }

    private Subscription present() {
        Subscription current = subscription;
        if (current == null) {
            throw new AssertionError("no subscription");
        }
        return current;
    }
}
