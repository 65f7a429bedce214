package io.aett.reactive.benchmarks.load;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

/**
 * Does one operation after the other until time is up, and at least one. Goes on where the last one ended, without growing the stack when it
 * ended at once. Written by hand so that it costs next to nothing beside what it measures.
 */
final class Caller implements CoreSubscriber<Object> {

    private final int number;
    private final Operation operation;
    private final long deadline;
    private final long most;
    private final CountDownLatch done;
    private final AtomicInteger ended = new AtomicInteger();
    private final Latencies latencies = new Latencies();

    private long index;
    private long begun;
    private volatile @Nullable Throwable failure;

    Caller(int number, Operation operation, long deadline, long most, CountDownLatch done) {
        this.number = number;
        this.operation = operation;
        this.deadline = deadline;
        this.most = most;
        this.done = done;
    }

    void run() {
        if (ended.getAndIncrement() != 0) {
            return;
        }
        do {
            long now = System.nanoTime();
            if (failure != null || index == most || (index > 0 && now - deadline >= 0)) {
                done.countDown();
                return;
            }
            begun = now;
            operation.next(number, index++).subscribe(this);
        } while (ended.decrementAndGet() != 0);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(Object item) {}

    @Override
    public void onComplete() {
        latencies.add(System.nanoTime() - begun);
        run();
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
        run();
    }

    Latencies latencies() {
        return latencies;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }
}
