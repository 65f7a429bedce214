package io.aett.reactive.engine;

import io.aett.reactive.internal.MonotonicClock;
import io.aett.reactive.internal.Trampoline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
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
 * while it is subscribed to never meets the timer. A scheduler that refuses the timer ends one operation, and not the clock. What comes after the end is ignored, as {@link Abandoned} says.
 */
final class Deadlines {

    private final long limit;
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final Trampoline ringing;
    private final Set<Bounded<?>> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean armed = new AtomicBoolean();

    Deadlines(Duration limit, Scheduler scheduler) {
        this.limit = limit.toNanos();
        this.scheduler = scheduler;
        this.clock = MonotonicClock.of(scheduler);
        this.ringing = new Trampoline(this::ring, scheduler);
    }

    /** {@code operation}, cancelled and failed with {@code late} when it takes longer than the limit. */
    <T> Mono<T> bound(Mono<T> operation, Supplier<? extends Throwable> late) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                long deadline = clock.getAsLong() + limit;
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
        } else {
            rearm();
        }
    }

    private void rearm() {
        if (!armed.get()) {
            List<Runnable> refused = new ArrayList<>(0);
            arm(refused::add);
            if (!refused.isEmpty()) {
                ringing.tell(refused, this::rearm, true);
            }
        }
    }

    /** Sets the timer anew before anybody is told: what they do then delays no other's end. Who was due first is told first. */
    private void ring(Consumer<Runnable> tellings) {
        long now = clock.getAsLong();
        List<Bounded<?>> late = new ArrayList<>();
        underWay.removeIf(bounded -> bounded.deadline - now <= 0 && late.add(bounded));
        late.sort(Comparator.comparingLong(bounded -> bounded.deadline - now));
        late.forEach(bounded -> tellings.accept(bounded::expire));
        armed.set(false);
        arm(tellings);
    }

    /** Sets the timer to the earliest end. What it refuses to time ends at once, and the next one has its try. */
    private void arm(Consumer<Runnable> tellings) {
        while (!underWay.isEmpty() && armed.compareAndSet(false, true)) {
            Bounded<?> earliest = earliest();
            if (earliest != null) {
                long wait = Math.max(0, earliest.deadline - clock.getAsLong());
                try {
                    scheduler.schedule(ringing::run, wait, TimeUnit.NANOSECONDS);
                    return;
                } catch (RejectedExecutionException e) {
                    underWay.remove(earliest);
                    tellings.accept(() -> earliest.fail(e));
                }
            }
            armed.set(false);
        }
    }

    private @Nullable Bounded<?> earliest() {
        Bounded<?> earliest = null;
        for (Bounded<?> bounded : underWay) {
            if (earliest == null || bounded.deadline - earliest.deadline < 0) {
                earliest = bounded;
            }
        }
        return earliest;
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

        void fail(Throwable error) {
            if (end()) {
                cancelUpstream();
                actual.onError(error);
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
