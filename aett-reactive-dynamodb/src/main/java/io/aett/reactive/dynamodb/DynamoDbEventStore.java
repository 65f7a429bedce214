package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.sealedlog.SealedLog;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Keeps the whole contract in one DynamoDB table.
 *
 * <p>{@code initialize()} creates the table, on demand, and waits until it is active; every use before that fails. The
 * client is the caller's, with its region, credentials, HTTP client and time-outs, and is not closed by {@link #close()}. Give
 * it at least 50 connections. Completion is signalled on the client's own threads. Safe for use by many threads at once.
 */
public final class DynamoDbEventStore implements EventStore {

    /** The largest payload of a commit: what a transaction takes, 4 MB, less its other items. */
    static final int COMMIT_BYTES = 4_000_000;

    /** As many commits as one look-up of generations can ask for. */
    static final StorageLimits LIMITS = new StorageLimits(100, COMMIT_BYTES, COMMIT_BYTES, COMMIT_BYTES, 4);

    private final EventStore engine;

    private DynamoDbEventStore(EventStore engine) {
        this.engine = engine;
    }

    /** A store on the table that the options name. Nothing is sent. */
    public static DynamoDbEventStore create(DynamoDbAsyncClient client, DynamoDbOptions options) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(options, "options");
        return new DynamoDbEventStore(EventStoreEngine.create(storage(client, options), options.engine()));
    }

    static Storage storage(DynamoDbAsyncClient client, DynamoDbOptions options) {
        Scheduler scheduler = options.engine().scheduler();
        Table table = new Table(client, options.table(), scheduler);
        Counter counter = new Counter(table);
        Lanes lanes = new Lanes(table);
        Heads heads = new Heads(table);
        Commits commits = new Commits(table, heads);
        Generations generations = new Generations(table, counter);
        Judging judging = new Judging(table, commits, generations, heads);
        Placing placing = new Placing(table, lanes, heads, judging);
        Announced announced = new Announced(table, commits, generations);
        DynamoDbSealedStorage sealed = new DynamoDbSealedStorage(
                counter, lanes, heads, generations, placing, announced, new Sealing(table, lanes, generations));
        @Nullable
        SealedLog order = options.globalOrder()
                ? SealedLog.create(sealed, options.sealDelay(), options.engine().commitTimeout(), System::nanoTime)
                : null;
        return new Storage(
                "DynamoDB",
                LIMITS,
                new DynamoDbCommitLog(counter, lanes, commits, heads, judging, generations, placing, announced, order),
                new DynamoDbSnapshotTable(table, generations),
                new DynamoDbStateTable(table, generations),
                new DynamoDbManagement(
                        table, counter, lanes, generations, options.globalOrder(), Mono.defer(sealed::moveCounter)),
                DynamoDbFailures::classify);
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
