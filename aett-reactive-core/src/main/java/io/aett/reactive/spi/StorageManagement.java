package io.aett.reactive.spi;

import reactor.core.publisher.Mono;

/** Creates and removes what a store keeps. */
public interface StorageManagement {

    /**
     * Creates what is missing, each part on its own. Idempotent, safe when many run at once, repairs a half-finished
     * earlier run, leaves data alone.
     */
    Mono<Void> initialize();

    /**
     * Removes what {@link #initialize()} created and nothing else. What is created after that is a new store with a new
     * {@link LogHead#storeId()}.
     */
    Mono<Void> drop();

    /**
     * Removes one tenant's commits, snapshots and bookkeeping. Repeatable after an interruption. An append that began
     * before and is stalled must not bring old numbers back. Checkpoints are never given again.
     */
    Mono<Void> purge(String tenantId);

    /** Releases what the storage itself opened, nothing that it was given. Called at most once. */
    Mono<Void> close();
}
