package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Load, change, save, in turn and again: a lost race with a new instance, an unknown outcome with the same one. */
final class Updater {

    private static final double JITTER = 0.5;

    private final Turnstile turnstile = new Turnstile();
    private final int maxAttempts;
    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final Supplier<Scheduler> scheduler;

    Updater(int maxAttempts, Duration minBackoff, Duration maxBackoff, Supplier<Scheduler> scheduler) {
        this.maxAttempts = maxAttempts;
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.scheduler = scheduler;
    }

    <T> Mono<T> update(String id, Mono<T> load, Consumer<? super T> change, Function<? super T, Mono<Commit>> save) {
        return turnstile.inTurn(id, Mono.defer(() -> {
            Update<T> update = new Update<>(load, change, save);
            return Mono.defer(update::attempt).retryWhen(backoff());
        }));
    }

    private Retry backoff() {
        return Retry.backoff(maxAttempts - 1L, minBackoff)
                .maxBackoff(maxBackoff)
                .jitter(JITTER)
                .scheduler(scheduler.get())
                .filter(failure -> failure instanceof Again)
                .onRetryExhaustedThrow((spec, signal) -> ((Again) signal.failure()).last);
    }

    /** One subscription's state from attempt to attempt. */
    private static final class Update<T> {

        private final Mono<T> load;
        private final Consumer<? super T> change;
        private final Function<? super T, Mono<Commit>> save;
        private @Nullable T undecided;
        private @Nullable CommitOutcomeUnknownException unknown;

        Update(Mono<T> load, Consumer<? super T> change, Function<? super T, Mono<Commit>> save) {
            this.load = load;
            this.change = change;
            this.save = save;
        }

        Mono<T> attempt() {
            T same = undecided;
            return same == null ? load.flatMap(this::change) : store(same);
        }

        /** Reactor throws these two errors into the thread instead of signalling them, and the turn would never end. */
        private Mono<T> change(T fresh) {
            try {
                change.accept(fresh);
            } catch (LinkageError | StackOverflowError error) {
                throw new IllegalStateException(
                        "the change failed on a " + fresh.getClass().getName(), error);
            }
            return store(fresh);
        }

        private Mono<T> store(T changed) {
            return save.apply(changed)
                    .onErrorMap(failure -> judge(changed, failure))
                    .thenReturn(changed);
        }

        /** After an unknown outcome only an answer about the commit itself can settle it, not a failure to ask. */
        private Throwable judge(T changed, Throwable failure) {
            if (failure instanceof NonConflictingCommitException) {
                undecided = null;
                unknown = null;
                return new Again(failure);
            }
            if (failure instanceof CommitOutcomeUnknownException outcome) {
                undecided = changed;
                unknown = outcome;
                return new Again(outcome);
            }
            CommitOutcomeUnknownException open = unknown;
            if (open != null && failure instanceof StorageUnavailableException) {
                open.addSuppressed(failure);
                return new Again(open);
            }
            if (open != null && failure instanceof StorageException) {
                open.addSuppressed(failure);
                return open;
            }
            return failure;
        }
    }

    /** Marks what another attempt may help with, so that nothing thrown by user code is mistaken for it. */
    private static final class Again extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Throwable last;

        Again(Throwable last) {
            super(null, last, false, false);
            this.last = last;
        }
    }
}
