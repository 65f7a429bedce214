package io.aett.reactive.domain;

import io.aett.reactive.CommitStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** Load, change, save, for those together who wait for one id; again after a lost race or an unknown outcome. */
final class Updater {

    private static final double JITTER = 0.5;

    private final Turnstile<Update<?, ?>> turnstile;
    private final String tenantId;
    private final CommitStore commits;
    private final Limits limits;
    private final Duration minBackoff;
    private final Duration maxBackoff;
    private final Supplier<Scheduler> scheduler;

    /**
     * @param attempts of an update that says nothing of its own
     * @param perLoad updates that may share a load
     * @param perCommit updates that may share a commit
     */
    record Limits(int attempts, int perLoad, int perCommit) {}

    Updater(
            String tenantId,
            CommitStore commits,
            Limits limits,
            Duration minBackoff,
            Duration maxBackoff,
            Supplier<Scheduler> scheduler) {
        this.tenantId = tenantId;
        this.commits = commits;
        this.limits = limits;
        this.minBackoff = minBackoff;
        this.maxBackoff = maxBackoff;
        this.scheduler = scheduler;
        this.turnstile = new Turnstile<>(
                limits.perLoad(),
                (first, next) -> first.keeping().key() == next.keeping().key(),
                this::round);
    }

    <T, R> Mono<Updated<T, R>> update(
            String id, UpdateOptions options, Keeping<T> keeping, Function<? super T, ? extends R> change) {
        int attempts = options.attempts().orElse(limits.attempts());
        return turnstile.enter(id, sink -> new Update<>(sink, tenantId, id, options, attempts, keeping, change));
    }

    private Mono<Void> round(List<Update<?, ?>> updates) {
        return roundOf(updates.get(0), updates);
    }

    @SuppressWarnings("unchecked") // those of one key keep one class
    private <T> Mono<Void> roundOf(Update<T, ?> first, List<Update<?, ?>> updates) {
        List<Update<T, ?>> members = (List<Update<T, ?>>) (List<?>) updates;
        return new Round<>(tenantId, commits, first.keeping(), limits.perCommit(), members)
                .run()
                .retryWhen(pauses())
                .then();
    }

    /** The number of attempts is each update's own. */
    private Retry pauses() {
        return Retry.backoff(Long.MAX_VALUE, minBackoff)
                .maxBackoff(maxBackoff)
                .jitter(JITTER)
                .transientErrors(true)
                .scheduler(scheduler.get())
                .filter(failure -> failure instanceof Again);
    }

    /** Marks what another attempt may help with, so that nothing thrown by user code is mistaken for it. */
    static final class Again extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Again(Throwable last) {
            super(null, last, false, false);
        }
    }
}
