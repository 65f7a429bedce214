package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import java.time.Duration;
import java.util.UUID;
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
    private final String tenantId;
    private final CommitStore commits;
    private final int maxAttempts;
    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final Supplier<Scheduler> scheduler;

    Updater(
            String tenantId,
            CommitStore commits,
            int maxAttempts,
            Duration minBackoff,
            Duration maxBackoff,
            Supplier<Scheduler> scheduler) {
        this.tenantId = tenantId;
        this.commits = commits;
        this.maxAttempts = maxAttempts;
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.scheduler = scheduler;
    }

    /** How a repository keeps one class. */
    interface Keeping<T> {

        /** A fresh instance at the head, which has looked out for the commit of this id. */
        Mono<T> load(@Nullable UUID sought);

        Changes changes(T instance);

        Mono<Commit> save(T changed, UpdateOptions options);
    }

    <T, R> Mono<Updated<T, R>> update(
            String id, UpdateOptions options, Keeping<T> keeping, Function<? super T, ? extends R> change) {
        return turnstile.inTurn(id, Mono.defer(() -> {
            Update<T, R> update = new Update<>(tenantId, id, commits, options, keeping, change);
            return Mono.defer(update::attempt).retryWhen(backoff(options));
        }));
    }

    private Retry backoff(UpdateOptions options) {
        return Retry.backoff(options.attempts().orElse(maxAttempts) - 1L, minBackoff)
                .maxBackoff(maxBackoff)
                .jitter(JITTER)
                .scheduler(scheduler.get())
                .filter(failure -> failure instanceof Again)
                .onRetryExhaustedThrow((spec, signal) -> ((Again) signal.failure()).last);
    }

    /** Marks what another attempt may help with, so that nothing thrown by user code is mistaken for it. */
    static final class Again extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final Throwable last;

        Again(Throwable last) {
            super(null, last, false, false);
            this.last = last;
        }
    }
}
