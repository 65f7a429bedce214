package io.aett.reactive.subscription;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Does work in the order in which it was offered, one unit after the other: what is at hand up to a bound or, when there should be more,
 * what has come within some time. Never completes; fails when a unit does. Cancelling cancels the unit under way, and drops the rest.
 *
 * <p>Reactor's {@code concatMap} over a queue does the same at several times the cost of an empty handler, and hands over item by item.
 *
 * @param <T> what waits; an item that has to be {@linkplain Alone alone} shares with no other
 */
final class Lane<T> extends Mono<Void> {

    /** An item that is a unit by itself. */
    interface Alone {}

    private final int max;
    private final Duration within;
    private final Scheduler scheduler;
    private final Function<List<T>, Mono<Void>> work;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger wip = new AtomicInteger();
    private final AtomicInteger size = new AtomicInteger();
    private volatile @Nullable Working worker;

    /** @param work called when it is the unit's turn; what comes back as {@link Mono#empty()} itself is done */
    Lane(int max, Duration within, Scheduler scheduler, Function<List<T>, Mono<Void>> work) {
        this.max = max;
        this.within = within;
        this.scheduler = scheduler;
        this.work = work;
    }

    /** From any thread. The unit may begin, and end, before this returns. */
    void offer(T item) {
        Working working = worker;
        if (max == 1 && working != null && wip.compareAndSet(0, 1)) {
            if (working.isFree()) {
                working.begin(List.of(item));
            } else {
                put(item);
            }
            drained(working, 1);
        } else {
            put(item);
            drain();
        }
    }

    /** It is there before it is counted: who takes goes by the count. */
    private void put(T item) {
        waiting.add(item);
        size.incrementAndGet();
    }

    /** Once. */
    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        Working working = new Working(actual);
        worker = working;
        actual.onSubscribe(working);
        drain();
    }

    private void drain() {
        Working working = worker;
        if (working == null || wip.getAndIncrement() != 0) {
            return;
        }
        working.step();
        drained(working, 1);
    }

    /** Lets go, unless something came in meanwhile. */
    private void drained(Working working, int done) {
        int missed = wip.addAndGet(-done);
        while (missed != 0) {
            working.step();
            missed = wip.addAndGet(-missed);
        }
    }

    private final class Working implements CoreSubscriber<Void>, Subscription {

        private final CoreSubscriber<? super Void> actual;
        private volatile boolean busy;
        private volatile boolean ended;

        /** The last wait that is over; one that was given up says so too late. */
        private final AtomicLong patienceOver = new AtomicLong();

        private volatile @Nullable Subscription underWay;

        // Only touched inside drain().
        private @Nullable Disposable timer;

        private long patience;

        Working(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        /** Whether a unit may begin before any other. */
        private boolean isFree() {
            return !busy && !ended && size.get() == 0;
        }

        private void begin(List<T> unit) {
            Mono<Void> begun = work.apply(unit);
            if (begun != Mono.<Void>empty()) {
                busy = true;
                begun.subscribe(this);
            }
        }

        private void step() {
            while (!busy && !ended && size.get() > 0 && enough()) {
                begin(take());
            }
            if (ended) {
                forgetTimer();
                waiting.clear();
            }
        }

        /** Whether what is there is to be worked off now; sets the timer otherwise. */
        private boolean enough() {
            if (max == 1
                    || within.isZero()
                    || (timer != null && patienceOver.get() == patience)
                    || size.get() >= max
                    || waiting.peek() instanceof Alone) {
                forgetTimer();
                return true;
            }
            if (timer == null) {
                try {
                    long waited = ++patience;
                    timer = scheduler.schedule(() -> waitedEnough(waited), within.toNanos(), TimeUnit.NANOSECONDS);
                } catch (RejectedExecutionException shutDown) {
                    return true;
                }
            }
            return false;
        }

        private void waitedEnough(long waited) {
            patienceOver.accumulateAndGet(waited, Math::max);
            drain();
        }

        private void forgetTimer() {
            Disposable running = timer;
            if (running != null) {
                running.dispose();
                timer = null;
            }
        }

        private List<T> take() {
            T first = waiting.remove();
            if (max == 1 || first instanceof Alone) {
                size.decrementAndGet();
                return List.of(first);
            }
            List<T> taken = new ArrayList<>();
            taken.add(first);
            for (T next = waiting.peek();
                    next != null && taken.size() < max && !(next instanceof Alone);
                    next = waiting.peek()) {
                taken.add(waiting.remove());
            }
            size.addAndGet(-taken.size());
            return taken;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            underWay = subscription;
            if (ended) {
                subscription.cancel();
            } else {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable failure) {
            if (!ended) {
                ended = true;
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            busy = false;
            drain();
        }

        @Override
        public void request(long n) {
            Operators.validate(n);
        }

        @Override
        public void cancel() {
            ended = true;
            Subscription current = underWay;
            if (current != null) {
                current.cancel();
            }
            drain();
        }
    }
}
