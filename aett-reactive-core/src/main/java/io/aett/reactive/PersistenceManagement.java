package io.aett.reactive;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What concerns a store as a whole: its life, and the order of all its commits.
 *
 * <p>A delivered checkpoint is a fence: once any reader has been given checkpoint {@code c}, no commit with a checkpoint of {@code c} or
 * less will appear. All publishers are cold; errors are signals.
 */
public interface PersistenceManagement {

    /** Creates what is missing and leaves data alone; idempotent, and safe to run many times at once. */
    Mono<Void> initialize();

    /** Removes what {@link #initialize} created, and all data with it. */
    Mono<Void> drop();

    /** Removes the tenant's commits and snapshots and nothing else; repeatable after an interruption. Checkpoints go on. */
    Mono<Void> purge(String tenantId);

    /**
     * How far the global order goes: every commit that was acknowledged before has a checkpoint of this or less, though none need be at
     * it. It never goes back, not by a purge either. 0 for a store in which nothing was ever stored. Where there is no global order this
     * ends in the same error as {@link #getFrom}.
     */
    Mono<Long> head();

    /**
     * All commits of all tenants with a greater checkpoint, in order, up to the head at some moment after subscription; then completes.
     *
     * @param checkpoint the last one already seen; 0 and below mean from the start
     */
    Flux<Commit> getFrom(long checkpoint);

    /**
     * All commits of all tenants with a greater checkpoint, in order, and then those to come: none missed, none twice. Never
     * completes; ends in an error when the store is closed or dropped. Cancelling releases what it holds.
     *
     * @param checkpoint the last one already seen; 0 and below mean from the start
     */
    Flux<Commit> follow(long checkpoint);
}
