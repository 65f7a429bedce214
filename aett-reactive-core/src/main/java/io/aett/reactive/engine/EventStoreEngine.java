package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The event store over a backend's {@link Storage}: keeps the whole contract, the same for every backend.
 *
 * <p>All publishers are cold. Safe for use by many threads at once.
 */
public final class EventStoreEngine implements EventStore {

    private final Storage storage;
    private final EngineOptions options;
    private final Failures failures;
    private final Lifecycle lifecycle;
    private final Paging paging;
    private final CommitReader reader;
    private final GlobalReader global;
    private final GroupCommit group;
    private final Commits commits;
    private final SnapshotStore snapshots;
    private final StateStore states;
    private final PersistenceManagement management = new Management();
    private final Listeners listeners = new Listeners();
    private final EngineListener.Figures figures = new Own();
    private final Mono<Void> closing;

    private EventStoreEngine(Storage storage, EngineOptions options) {
        this.storage = storage;
        this.options = options;
        this.failures = new Failures(storage.name(), storage.failures());
        this.lifecycle = new Lifecycle(failures);
        this.paging = new Paging(options, failures, listeners);
        CommitCodec codec = new CommitCodec(options.serializer());
        this.reader = new CommitReader(storage, codec, paging);
        this.global = new GlobalReader(storage.commits(), codec, options, paging, failures);
        this.group = new GroupCommit(
                storage.commits(),
                storage.limits(),
                failures,
                options.commitTimeout(),
                options.maxQueuedCommits(),
                options.scheduler(),
                global::advance,
                listeners);
        this.commits = new Commits(new CommitWriter(storage, codec, options.conflictDetector(), group, reader));
        this.snapshots = new SnapshotAccess(storage, codec, paging, lifecycle);
        this.states = statesIn(storage.states());
        this.closing = Mono.defer(this::closeOnce).cache();
        options.listeners().forEach(this::listen);
    }

    /** Makes an event store of a backend. Nothing is opened or sent. */
    public static EventStoreEngine create(Storage storage, EngineOptions options) {
        return new EventStoreEngine(
                Objects.requireNonNull(storage, "storage"), Objects.requireNonNull(options, "options"));
    }

    @Override
    public CommitStore commits() {
        return commits;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public StateStore states() {
        return states;
    }

    /** The states as another table of this backend has them, such as one that works within a transaction. */
    public StateStore statesIn(StateTable table) {
        return new StateAccess(table, paging, failures, lifecycle, options.scheduler());
    }

    /** What a backend offers beside these interfaces: refused when the store is closed, and shielded as everything else is. */
    public <T> Mono<T> whileOpen(Mono<T> operation) {
        return lifecycle.whileOpen(operation);
    }

    @Override
    public PersistenceManagement management() {
        return management;
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return listeners.add(Objects.requireNonNull(listener, "listener"), figures);
    }

    @Override
    public Mono<Void> close() {
        return closing;
    }

    /** Ends followers, lets the commits that were taken run to their end, and releases the backend. */
    private Mono<Void> closeOnce() {
        lifecycle.close();
        return group.idle()
                .timeout(options.commitTimeout().multipliedBy(2), Mono.empty(), options.scheduler())
                .then(Mono.defer(() -> storage.management().close()))
                .onErrorMap(failures::ofAccess);
    }

    private final class Own implements EngineListener.Figures {

        @Override
        public String store() {
            return storage.name();
        }

        @Override
        public int queued() {
            return group.size();
        }

        @Override
        public int followers() {
            return global.followers();
        }

        @Override
        public long followerLag() {
            return global.followerLag();
        }
    }

    private final class Commits implements CommitStore {

        private final CommitWriter writer;

        Commits(CommitWriter writer) {
            this.writer = writer;
        }

        @Override
        public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
            requireIds(tenantId, streamId);
            return lifecycle.whileOpen(reader.byRevision(tenantId, streamId, minRevision, maxRevision));
        }

        @Override
        public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
            requireIds(tenantId, streamId);
            Objects.requireNonNull(maxTime, "maxTime");
            return lifecycle.whileOpen(reader.byTime(tenantId, streamId, maxTime));
        }

        @Override
        public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(maxTime, "maxTime");
            return lifecycle.whileOpen(reader.tenantByTime(tenantId, maxTime));
        }

        @Override
        public Mono<StreamHead> head(String tenantId, String streamId) {
            requireIds(tenantId, streamId);
            return lifecycle.whileOpen(reader.head(tenantId, streamId));
        }

        @Override
        public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
            requireIds(tenantId, streamId);
            Objects.requireNonNull(commitId, "commitId");
            return lifecycle.whileOpen(reader.byId(tenantId, streamId, commitId));
        }

        @Override
        public Mono<Commit> commit(Commit commit) {
            Objects.requireNonNull(commit, "commit");
            return Guarded.guarded(lifecycle.whileOpen(writer.commit(commit)));
        }

        private void requireIds(String tenantId, String streamId) {
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(streamId, "streamId");
        }
    }

    private final class Management implements PersistenceManagement {

        @Override
        public Mono<Void> initialize() {
            return managed(storage.management().initialize());
        }

        @Override
        public Mono<Void> drop() {
            return managed(storage.management().drop()).doOnSuccess(done -> lifecycle.dropped());
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            Objects.requireNonNull(tenantId, "tenantId");
            return managed(
                    Mono.defer(() -> storage.management().purge(StreamKey.requireValidId("tenantId", tenantId))));
        }

        @Override
        public Mono<Long> head() {
            return lifecycle.whileOpen(global.head());
        }

        @Override
        public Flux<Commit> getFrom(long checkpoint) {
            return lifecycle.whileOpen(global.getFrom(checkpoint));
        }

        @Override
        public Flux<Commit> follow(long checkpoint) {
            return lifecycle.untilEnd(global.follow(checkpoint));
        }

        private Mono<Void> managed(Mono<Void> operation) {
            return lifecycle.whileOpen(Mono.defer(() -> operation).onErrorMap(failures::ofAccess));
        }
    }
}
