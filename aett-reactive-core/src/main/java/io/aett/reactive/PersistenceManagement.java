package io.aett.reactive;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Operations on a store as a whole: its lifecycle, and the order of all its commits.
 *
 * <p>A delivered checkpoint is a fence: once any reader has received checkpoint {@code c}, no commit with a checkpoint of {@code c} or
 * less will appear. All publishers are cold; errors are signals.
 *
 * <p>{@link #initialize}, {@link #drop} and {@link #purge} take as long as there is to do, so the store has no time-out for them. Who does
 * not want to wait cancels, as {@code timeout} does: some of it may be done by then, or may still be, and repeating does the rest.
 */
public interface PersistenceManagement {

    /** Creates what is missing and does not touch data; idempotent, and safe to run many times at once. */
    Mono<Void> initialize();

    /** Removes what {@link #initialize} created, and all data with it. */
    Mono<Void> drop();

    /** Removes the tenant's commits and snapshots and nothing else; may be repeated after an interruption. Checkpoints continue. */
    Mono<Void> purge(String tenantId);

    /**
     * The head of the global order: every commit acknowledged before has a checkpoint of this or less, though there may be no commit at
     * it. It never decreases, not even by a purge. 0 for a store in which nothing was ever stored. Without a global order this
     * fails with the same error as {@link #getFrom}.
     */
    Mono<Long> head();

    /**
     * All commits of all tenants with a greater checkpoint, in order, up to the head at some moment after subscription; then completes.
     *
     * @param checkpoint the last one already received; 0 and below mean from the start
     */
    Flux<Commit> getFrom(long checkpoint);

    /**
     * All commits of all tenants with a greater checkpoint, in order, and then new ones as they are stored: none missed, none twice. Never
     * completes; ends in an error if the store is closed or dropped. Cancelling releases what it holds.
     *
     * @param checkpoint the last one already received; 0 and below mean from the start
     */
    Flux<Commit> follow(long checkpoint);
}
