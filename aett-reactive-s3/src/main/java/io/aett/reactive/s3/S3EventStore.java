package io.aett.reactive.s3;

import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Keeps the whole contract on a bucket of S3, or of any compatible store with conditional writes and deletions ({@code If-None-Match},
 * {@code If-Match});
 * {@code initialize()} finds out whether they hold.
 *
 * <p>Any number of processes may use the same bucket and prefix. The client is the caller's: its credentials, endpoint,
 * retries and connections are respected, and {@link #close()} leaves it open. Only {@code multipartEnabled} is passed over, since a
 * commit is written and read in one request. Operations continue on the client's own
 * threads. Safe for use by many threads at once.
 */
public final class S3EventStore implements EventStore {

    private final Storage storage;
    private final EventStore engine;

    private S3EventStore(Storage storage, S3Options options) {
        this.storage = storage;
        this.engine = EventStoreEngine.create(storage, options.engine());
    }

    /** A store in the bucket and under the prefix that the options name. Nothing is sent. */
    public static S3EventStore create(S3AsyncClient client, S3Options options) {
        return create(client, options, false);
    }

    /** As {@link #create(S3AsyncClient, S3Options)}; with an endpoint that was {@code tried} already, it is not tried again. */
    static S3EventStore create(S3AsyncClient client, S3Options options, boolean tried) {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(options, "options");
        S3Failures failures = new S3Failures();
        S3Bucket bucket = new S3Bucket(
                Undivided.below(client), options.bucket(), options.engine().scheduler(), failures);
        S3Keys keys = new S3Keys(options.prefix());
        StoreState state = new StoreState(bucket, keys, options.globalOrder());
        StreamIds ids = new StreamIds(bucket, keys, options.parallelRequests());
        Streams streams = new Streams(bucket, keys, ids, options.parallelRequests());
        LogObjects objects = new LogObjects(bucket, keys, options.parallelRequests());
        Packs packs = new Packs(bucket, keys);
        Packer packer = new Packer(objects, state, streams, packs, options.parallelRequests());
        Duties duties = new Duties(packer, options.engine());
        LogReader reader = new LogReader(objects, state, streams, packer, options.parallelRequests());
        S3Log log = new S3Log(objects, reader, packer, duties, state, streams, failures, options);
        Storage storage = new Storage(
                "S3",
                LIMITS,
                new S3CommitLog(log, reader, duties, state, streams, options),
                new S3SnapshotTable(bucket, keys, state),
                options.states()
                        ? new S3StateTable(bucket, keys, state, failures, options.parallelRequests())
                        : new RefusedStates(),
                new S3Management(bucket, keys, state, packs, duties, tried, options.states()),
                failures);
        return new S3EventStore(storage, options);
    }

    /**
     * A batch is one log object and a wave of parallel requests, so it should not be much larger than what a client has
     * connections for. A commit is one object, sent in one request.
     */
    static final StorageLimits LIMITS = new StorageLimits(128, 32L << 20, 64L << 20, 64L << 20, 1);

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
