package io.aett.reactive.memory;

import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Keeps the whole contract in the memory of this process, and nothing beyond its life: for tests, caches and trials.
 *
 * <p>It encodes and decodes like every other store. It needs no {@code initialize()}; only after {@code drop()} it has to
 * be called. Operations run on the thread that subscribes and mostly complete there; no thread ever waits for another.
 * Safe for use by many threads at once.
 */
public final class MemoryEventStore implements EventStore {

    /** Batches spare no round trips here, only turns; commits are bounded so that one cannot take the heap. */
    private static final StorageLimits LIMITS = new StorageLimits(1024, 64L << 20, 64L << 20, 64L << 20, 1);

    private final Storage storage;
    private final EventStore engine;

    MemoryEventStore(Storage storage, MemoryOptions options) {
        this.storage = storage;
        this.engine = EventStoreEngine.create(storage, options.engine());
    }

    /** An empty store with the default options. */
    public static MemoryEventStore create() {
        return create(MemoryOptions.ofDefaults());
    }

    /** An empty store. */
    public static MemoryEventStore create(MemoryOptions options) {
        Objects.requireNonNull(options, "options");
        return new MemoryEventStore(storage(new MemoryCommitLog(options.engine().scheduler())), options);
    }

    /** The parts around a log. */
    static Storage storage(MemoryCommitLog log) {
        return new Storage(
                "Memory",
                LIMITS,
                log,
                new MemorySnapshotTable(log),
                new MemoryStateTable(log),
                new MemoryManagement(log),
                failure -> failure instanceof DroppedException
                        ? FailureClassifier.Kind.NOT_INITIALIZED
                        : FailureClassifier.Kind.UNKNOWN);
    }

    /**
     * Another store on the same data, as a second process has it on a database: with its own options, queue and followers,
     * and closed on its own. The data lives as long as one of them is reachable.
     */
    public MemoryEventStore another(MemoryOptions options) {
        return new MemoryEventStore(storage, Objects.requireNonNull(options, "options"));
    }

    Storage storage() {
        return storage;
    }

    @Override
    public CommitStore commits() {
        return engine.commits();
    }

    @Override
    public SnapshotStore snapshots() {
        return engine.snapshots();
    }

    @Override
    public StateStore states() {
        return engine.states();
    }

    @Override
    public PersistenceManagement management() {
        return engine.management();
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return engine.listen(listener);
    }

    @Override
    public Mono<Void> close() {
        return engine.close();
    }
}
