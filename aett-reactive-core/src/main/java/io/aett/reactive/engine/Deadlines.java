package io.aett.reactive.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Bounds operations in time, with one timer for all that are under way at once.
 *
 * <p>{@code Mono.timeout} starts and cancels a timer for each operation. On an idle store each of these wakes the scheduler's
 * thread, which costs several times more than a commit in memory, and much of what a short round trip costs. Here the first
 * operation that has to wait arms the timer; when it rings, those whose time is over end, and it is set to the earliest end
 * of the others. As all have the same limit, none can end before the timer that was armed for an earlier one. What ends
 * while it is subscribed to never meets the timer. What comes after the end is ignored, as {@link Abandoned} says.
 */
final class Deadlines {

    private final Duration limit;
    private final Scheduler scheduler;
    private final Set<Bounded<?>> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean armed = new AtomicBoolean();

    Deadlines(Duration limit, Scheduler scheduler) {
        this.limit = limit;
        this.scheduler = scheduler;
    }

    /** {@code operation}, cancelled and failed with {@code late} when it takes longer than the limit. */
    <T> Mono<T> bound(Mono<T> operation, Supplier<? extends Throwable> late) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                long deadline = now() + limit.toMillis();
                Bounded<T> bounded = new Bounded<>(Deadlines.this, actual, late, deadline);
                operation.subscribe(bounded);
                if (!bounded.ended()) {
                    watch(bounded);
                }
            }
        };
    }

    private void watch(Bounded<?> bounded) {
        underWay.add(bounded);
        if (bounded.ended()) {
            underWay.remove(bounded);
        } else if (armed.compareAndSet(false, true)) {
            ringIn(limit.toMillis());
        }
    }

    private void ring() {
        long now = now();
        long earliest = Long.MAX_VALUE;
        for (Bounded<?> bounded : underWay) {
            if (bounded.deadline <= now) {
                bounded.expire();
            } else {
                earliest = Math.min(earliest, bounded.deadline);
            }
        }
        if (earliest != Long.MAX_VALUE) {
            ringIn(earliest - now);
            return;
        }
        armed.set(false);
        if (!underWay.isEmpty() && armed.compareAndSet(false, true)) {
            ringIn(limit.toMillis());
        }
    }

    private void ringIn(long millis) {
        scheduler.schedule(this::ring, millis, TimeUnit.MILLISECONDS);
    }

    private long now() {
        return scheduler.now(TimeUnit.MILLISECONDS);
    }

    /** One operation. Whoever sets the flag first says how it ends. */
    private static final class Bounded<T> implements CoreSubscriber<T>, Subscription {

        private final Deadlines deadlines;
        private final CoreSubscriber<? super T> actual;
        private final Supplier<? extends Throwable> late;
        private final long deadline;
        private final Context context;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Subscription upstream;

        Bounded(
                Deadlines deadlines,
                CoreSubscriber<? super T> actual,
                Supplier<? extends Throwable> late,
                long deadline) {
            this.deadlines = deadlines;
            this.actual = actual;
            this.late = late;
            this.deadline = deadline;
            this.context = Abandoned.ignored(actual.currentContext());
        }

        boolean ended() {
            return ended.get();
        }

        private boolean end() {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            deadlines.underWay.remove(this);
            return true;
        }

        void expire() {
            if (end()) {
                cancelUpstream();
                actual.onError(late.get());
            }
        }

        private void cancelUpstream() {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
            }
        }

        @Override
        public void onNext(T value) {
            if (end()) {
                actual.onNext(value);
                actual.onComplete();
            } else {
                Operators.onNextDropped(value, context);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (end()) {
                actual.onError(error);
            } else {
                Operators.onErrorDropped(error, context);
            }
        }

        @Override
        public void onComplete() {
            if (end()) {
                actual.onComplete();
            }
        }

        @Override
        public void request(long n) {
            Subscription subscription = upstream;
            if (subscription != null) {
                subscription.request(n);
            }
        }

        @Override
        public void cancel() {
            if (end()) {
                cancelUpstream();
            }
        }
    }
}
