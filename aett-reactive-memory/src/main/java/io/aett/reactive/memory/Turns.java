package io.aett.reactive.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Makes changes one at a time, without a lock: a thread that finds another one at work leaves its change to it and goes on.
 *
 * <p>The counter decides who works, as in Reactor's own operators. Callers hear the outcome after the worker has let go, so
 * nothing that they do next holds up a change.
 */
final class Turns {

    private final AtomicInteger wip = new AtomicInteger();
    private final Queue<Turn<?>> waiting = new ConcurrentLinkedQueue<>();

    /** Makes the change when subscribed to. The outcome may come on the thread of another change. */
    <T> Mono<T> take(Supplier<T> change) {
        return Mono.create(sink -> run(change, (outcome, failure) -> {
            if (failure != null) {
                sink.error(failure);
            } else {
                sink.success(outcome);
            }
        }));
    }

    /** Makes the change, here or on the thread at work, which then tells the outcome or the failure. */
    <T> void run(Supplier<T> change, BiConsumer<@Nullable T, @Nullable Throwable> listener) {
        waiting.add(new Turn<>(change, listener));
        work();
    }

    private void work() {
        if (wip.getAndIncrement() != 0) {
            return;
        }
        List<Turn<?>> made = new ArrayList<>(1);
        int missed = 1;
        do {
            for (Turn<?> next = waiting.poll(); next != null; next = waiting.poll()) {
                next.make();
                made.add(next);
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
        made.forEach(Turn::tell);
    }

    private static final class Turn<T> {

        private final Supplier<T> change;
        private final BiConsumer<@Nullable T, @Nullable Throwable> listener;
        private @Nullable T outcome;
        private @Nullable Throwable failure;

        Turn(Supplier<T> change, BiConsumer<@Nullable T, @Nullable Throwable> listener) {
            this.change = change;
            this.listener = listener;
        }

        void make() {
            try {
                outcome = change.get();
            } catch (Throwable e) {
                failure = e;
            }
        }

        void tell() {
            listener.accept(outcome, failure);
        }
    }
}
