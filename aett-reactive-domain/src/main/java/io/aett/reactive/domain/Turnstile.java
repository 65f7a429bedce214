package io.aett.reactive.domain;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.internal.Trampoline;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One at a time for each key, first come first served, without blocking a thread.
 *
 * <p><b>How.</b> Each subscription posts its turn twice into the mailbox of its key's line: when it comes and, exactly once, when
 * it leaves, for whatever reason. The mailbox is worked off by one thread at a time, whoever finds it idle; only that thread
 * touches who is waiting and whose turn it is, and it begins the next one's work when it has let go ({@link Trampoline}). Hence:
 *
 * <ul>
 *   <li>at most one turn of a line is granted and has not left;
 *   <li>a leaving turn is taken out wherever it is, so a cancelled waiter is gone and a cancelled holder passes the turn on;
 *   <li>work that ends within the call that grants it only posts: the loop that granted it goes on, and the stack does not
 *       grow with the number of turns;
 *   <li>whatever the work or the one who hears of its end throws, the turn is left, and its subscriber gets an error.
 * </ul>
 *
 * <p>A line exists while somebody is in it. The count of members is changed within the map's atomic {@code compute}; a line is
 * dropped when its last member has left, so the next line of that key cannot overlap with it.
 *
 * <p>This saves work that would be lost in races within the process; nothing depends on it for correctness.
 */
final class Turnstile {

    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

    /**
     * Subscribes to the work when all earlier subscriptions for the key have ended, on the thread that ended the last of them, or
     * at once. The turn ends after the work's ending was passed on, or with cancelling.
     */
    <T> Mono<T> inTurn(String key, Mono<T> work) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                Line line = enter(key);
                Turn<T> turn = new Turn<>(key, line, work, actual);
                actual.onSubscribe(turn);
                line.post(turn);
            }
        };
    }

    /** The number of keys that somebody waits for or works on. */
    int size() {
        return lines.size();
    }

    private Line enter(String key) {
        return lines.compute(key, (same, line) -> {
            Line joined = line == null ? new Line() : line;
            joined.members++;
            return joined;
        });
    }

    private void exit(String key) {
        lines.computeIfPresent(key, (same, line) -> --line.members == 0 ? null : line);
    }

    /** One subscription, between it and its work. Run when it is granted. */
    private final class Turn<T> extends Operators.DeferredSubscription implements CoreSubscriber<T>, Runnable {

        private final String key;
        private final Line line;
        private final Mono<T> work;
        private final CoreSubscriber<? super T> actual;
        private final AtomicBoolean leaving = new AtomicBoolean();
        private volatile boolean left;
        private boolean done;

        Turn(String key, Line line, Mono<T> work, CoreSubscriber<? super T> actual) {
            this.key = key;
            this.line = line;
            this.work = work;
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void run() {
            if (left) {
                return;
            }
            try {
                work.subscribe(this);
            } catch (Throwable e) {
                fail(e);
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            set(subscription);
        }

        @Override
        public void onNext(T value) {
            try {
                actual.onNext(value);
            } catch (Throwable e) {
                fail(e);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (done) {
                Operators.onErrorDropped(error, currentContext());
                return;
            }
            done = true;
            try {
                actual.onError(error);
            } finally {
                leave();
            }
        }

        @Override
        public void onComplete() {
            if (done) {
                return;
            }
            try {
                actual.onComplete();
            } catch (Throwable e) {
                fail(e);
            }
            done = true;
            leave();
        }

        /** Somebody threw what Reactor holds for fatal, and signals to nobody. */
        private void fail(Throwable error) {
            super.cancel();
            onError(new EventStoreException(
                    "the work in turn on " + key + ", or the pipeline that was told of its end, threw " + error,
                    error));
        }

        @Override
        public void cancel() {
            super.cancel();
            leave();
        }

        private void leave() {
            if (leaving.compareAndSet(false, true)) {
                left = true;
                exit(key);
                line.post(this);
            }
        }
    }

    private static final class Line {

        /** Guarded by the map's compute. */
        int members;

        private final Queue<Turn<?>> mailbox = new ConcurrentLinkedQueue<>();
        private final Trampoline trampoline = new Trampoline(this::read, null);

        /** Only touched by the thread that works the mailbox off, like {@link #current}. */
        private final Set<Turn<?>> waiting = new LinkedHashSet<>();

        private @Nullable Turn<?> current;

        void post(Turn<?> turn) {
            mailbox.add(turn);
            trampoline.run();
        }

        private void read(Consumer<Runnable> tellings) {
            for (Turn<?> turn = mailbox.poll(); turn != null; turn = mailbox.poll()) {
                if (!turn.left) {
                    waiting.add(turn);
                } else if (turn == current) {
                    current = null;
                } else {
                    waiting.remove(turn);
                }
            }
            if (current == null && !waiting.isEmpty()) {
                Turn<?> next = waiting.iterator().next();
                waiting.remove(next);
                current = next;
                tellings.accept(next);
            }
        }
    }
}
