package io.aett.reactive;

import reactor.core.publisher.Mono;

/** One store: its commits, its snapshots and its management, over one pool of connections. Thread-safe. */
public interface EventStore {

    /** The commits. */
    CommitStore commits();

    /** The snapshots. */
    SnapshotStore snapshots();

    /** What concerns the store as a whole. */
    PersistenceManagement management();

    /** Releases what the store itself opened, and nothing that it was given; idempotent. Later use ends in {@link StorageException}. */
    Mono<Void> close();
}
