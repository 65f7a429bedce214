package io.aett.reactive;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

/** One store: its commits, snapshots, states and management, over one pool of connections. Thread-safe. */
public interface EventStore {

    /** The commits. */
    CommitStore commits();

    /** The snapshots. */
    SnapshotStore snapshots();

    /** Small values that processes share, changed by compare-and-set. */
    StateStore states();

    /** Operations on the store as a whole. */
    PersistenceManagement management();

    /**
     * Tells the listener what the engine of this store does, from now on, beside the listeners of the options. Disposing of the result
     * ends that. A store that another party made may tell nothing, and then attaches nothing.
     */
    default Disposable listen(EngineListener listener) {
        return Disposables.disposed();
    }

    /** Releases what the store itself opened, and nothing that it was given; idempotent. Later use fails with {@link StorageException}. */
    Mono<Void> close();
}
