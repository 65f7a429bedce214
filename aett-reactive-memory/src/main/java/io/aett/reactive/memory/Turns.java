package io.aett.reactive.memory;

import io.aett.reactive.internal.Trampoline;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes changes one at a time, without a lock: a thread that finds another one at work leaves its change to it and goes on.
 *
 * <p>Callers hear the outcome after the worker has let go (see {@link Trampoline}), so nothing that they do next holds up a change.
 */
final class Turns {

    private final Queue<Turn<?>> waiting = new ConcurrentLinkedQueue<>();
    private final Trampoline trampoline;

    /** @param scheduler where callers are told who wait behind one that does not return; {@code null}: they wait for him */
    Turns(@Nullable Scheduler scheduler) {
        trampoline = new Trampoline(this::make, scheduler);
    }

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
        trampoline.run();
    }

    private void make(Consumer<Runnable> tellings) {
        for (Turn<?> next = waiting.poll(); next != null; next = waiting.poll()) {
            next.make();
            tellings.accept(next);
        }
    }

    private static final class Turn<T> implements Runnable {

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

        @Override
        public void run() {
            listener.accept(outcome, failure);
        }
    }
}
