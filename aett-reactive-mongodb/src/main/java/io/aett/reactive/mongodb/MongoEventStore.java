package io.aett.reactive.mongodb;

import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * Keeps the whole contract in a MongoDB database, version 6 and later: a standalone server or a replica set, unsharded
 * collections.
 *
 * <p>Every operation asks for read and write concern majority on the primary, whatever the client's defaults are; writes
 * also wait for the journal. The first read that a new primary answers comes behind a linearizable one. The store itself uses no
 * transactions. Needs {@code initialize()} once per database. Safe for use by many threads at once.
 */
public final class MongoEventStore implements EventStore {

    /**
     * An append is one message of at most 48 MB; a commit of 64 MB is stored in eight parts, a
     * snapshot in one document of at most 16 MB. Two appends at once keep the
     * server busy while one waits for the journal; a few commits wait for it together.
     */
    static final StorageLimits LIMITS = new StorageLimits(256, 16L << 20, 64L << 20, 15L << 20, 2, 8);

    private final EventStoreEngine engine;
    private final Transactions<ClientSession> transactions;

    private MongoEventStore(EventStoreEngine engine, Transactions<ClientSession> transactions) {
        this.engine = engine;
        this.transactions = transactions;
    }

    /** A store in the client's server. Nothing is sent. The client stays the caller's, and is not closed with the store. */
    public static MongoEventStore create(MongoClient client, MongoOptions options) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(options, "options");
        Collections collections = Collections.of(client, options);
        Generations generations = new Generations(collections);
        Counter counter = new Counter(collections);
        Parts parts = new Parts(collections);
        MongoSealedStorage sealed = new MongoSealedStorage(collections, generations, counter, parts);
        MongoStateTable states = new MongoStateTable(collections, generations);
        WakeUps wakeUps =
                new WakeUps(client, collections, generations, options.engine().scheduler());
        Storage storage = new Storage(
                "MongoDB",
                LIMITS,
                new MongoCommitLog(collections, generations, parts, sealed, options, wakeUps),
                new MongoSnapshotTable(collections, generations),
                states,
                new MongoManagement(collections, generations, counter),
                new MongoFailures());
        EventStoreEngine engine = EventStoreEngine.create(storage, options.engine());
        return new MongoEventStore(
                engine, new MongoTransactions(client, collections, states, engine, options.engine()));
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

    /**
     * Transactions of this database; they need a replica set. What the work sends with the session and to the states it sends one after the
     * other. A change that meets one of another transaction undoes the whole transaction ({@link
     * io.aett.reactive.StorageUnavailableException}); one that is refused by its own condition does not.
     */
    public Transactions<ClientSession> transactions() {
        return transactions;
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
