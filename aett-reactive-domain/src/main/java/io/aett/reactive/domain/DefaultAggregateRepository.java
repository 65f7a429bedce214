package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StreamNotFoundException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The repository over any {@link EventStore}, for one tenant. Thread-safe and meant to be shared: updates of one aggregate
 * take turns only when they go through the same instance.
 */
public final class DefaultAggregateRepository implements AggregateRepository {

    private static final Logger LOG = LoggerFactory.getLogger(DefaultAggregateRepository.class);

    private final String tenantId;
    private final EventStore store;
    private final SnapshotPolicy policy;
    private final AggregateLoader loader;
    private final Saver saver;
    private final Updater updater;

    private DefaultAggregateRepository(Builder options) {
        this.tenantId = options.tenantId;
        this.store = options.store;
        this.policy = options.policy;
        this.loader = new AggregateLoader(options.tenantId, options.store, options.factory);
        this.saver = options.saver();
        this.updater = options.updater();
    }

    /**
     * A repository with all defaults.
     *
     * @param tenantId whose streams are read and written
     * @param store where they are
     * @return the repository
     */
    public static DefaultAggregateRepository create(String tenantId, EventStore store) {
        return builder(tenantId, store).build();
    }

    /**
     * A builder with all defaults.
     *
     * @param tenantId whose streams are read and written
     * @param store where they are
     * @return the builder
     */
    public static Builder builder(String tenantId, EventStore store) {
        return new Builder(tenantId, store);
    }

    @Override
    public <A extends Aggregate<?>> Mono<A> get(Class<A> type, String id) {
        return get(type, id, Long.MAX_VALUE);
    }

    @Override
    public <A extends Aggregate<?>> Mono<A> get(Class<A> type, String id, long maxVersion) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        return loader.get(type, id, maxVersion, null);
    }

    @Override
    public <A extends Aggregate<?>> Mono<A> getExisting(Class<A> type, String id) {
        return get(type, id)
                .filter(found -> found.version() > 0)
                .switchIfEmpty(Mono.error(() -> new StreamNotFoundException(tenantId, id, 1, Long.MAX_VALUE)));
    }

    @Override
    public <A extends Aggregate<?>> Mono<A> getTo(Class<A> type, String id, Instant maxTime) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(maxTime, "maxTime");
        return loader.getTo(type, id, maxTime);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Commit> save(A aggregate) {
        return save(aggregate, Map.of());
    }

    @Override
    public <A extends Aggregate<?>> Mono<Commit> save(A aggregate, Map<String, Object> headers) {
        Objects.requireNonNull(aggregate, "aggregate");
        Objects.requireNonNull(headers, "headers");
        return save(aggregate, headers, null);
    }

    private Mono<Commit> save(Aggregate<?> aggregate, Map<String, Object> headers, @Nullable UUID commitId) {
        Mono<Commit> saved = saver.save(aggregate.changes(), commitId, () -> headers, stored -> {});
        Class<?> type = aggregate.getClass();
        if (policy == Never.POLICY || !policy.covers(type)) {
            return saved;
        }
        return Mementos.kept(type)
                ? saved.flatMap(stored -> snapshotIfDue(aggregate, stored).thenReturn(stored))
                : Mono.error(() -> Mementos.missing(type));
    }

    @Override
    public <A extends Aggregate<?>, R> Mono<Updated<A, R>> update(
            Class<A> type, String id, UpdateOptions options, Function<? super A, ? extends R> change) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(change, "change");
        return updater.update(id, options, new Keeping<>(type, id), change);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id) {
        return snapshot(type, id, Long.MAX_VALUE);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id, long maxVersion) {
        return snapshotOf(type, id, get(type, id, maxVersion));
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshotAt(Class<A> type, String id, Instant cutOff) {
        return snapshotOf(type, id, getTo(type, id, cutOff));
    }

    /** The class may be one that only the factory knows. */
    private <A extends Aggregate<?>> Mono<Snapshot> snapshotOf(Class<A> type, String id, Mono<A> load) {
        return Mono.defer(() -> {
            Class<?> made = loader.create(type, id, null).getClass();
            return Mementos.kept(made) ? load.flatMap(this::addSnapshot) : Mono.error(Mementos.missing(made));
        });
    }

    /** Events raised while the save was under way are part of the state but not of the stream: no snapshot then. */
    private Mono<Snapshot> snapshotIfDue(Aggregate<?> aggregate, Commit stored) {
        return Mono.defer(() -> {
                    Changes changes = aggregate.changes();
                    return changes.hasUncommitted() || !policy.isDue(aggregate, stored, changes.snapshotVersion())
                            ? Mono.<Snapshot>empty()
                            : addSnapshot(aggregate);
                })
                .onErrorResume(failure -> {
                    LOG.warn("Stream {} was saved, but not its snapshot", stored.streamId(), failure);
                    return Mono.empty();
                });
    }

    private Mono<Snapshot> addSnapshot(Aggregate<?> aggregate) {
        Changes changes = aggregate.changes();
        long version = changes.version();
        if (version == 0) {
            return Mono.empty();
        }
        Memento<?> given = Objects.requireNonNull(aggregate.getMemento(), "memento");
        Memento<?> memento = new Memento<>(changes.id(), version, given.payload());
        Snapshot snapshot = Snapshot.fromMemento(tenantId, memento, changes.commitSequence(), Map.of());
        return store.snapshots()
                .add(snapshot)
                .doOnSuccess(done -> changes.snapshotTaken(version))
                .thenReturn(snapshot);
    }

    private final class Keeping<A extends Aggregate<?>> implements Updater.Keeping<A> {

        private final Class<A> type;
        private final String id;

        Keeping(Class<A> type, String id) {
            this.type = type;
            this.id = id;
        }

        @Override
        public Mono<A> load(@Nullable UUID sought) {
            return loader.get(type, id, Long.MAX_VALUE, sought);
        }

        @Override
        public Changes changes(A aggregate) {
            return aggregate.changes();
        }

        @Override
        public Mono<Commit> save(A changed, UpdateOptions options) {
            return DefaultAggregateRepository.this.save(
                    changed, options.headers(), options.commitId().orElse(null));
        }
    }

    /** Collects what a repository can be given. */
    public static final class Builder extends RepositoryOptions<Builder> {

        private SnapshotPolicy policy = SnapshotPolicy.none();
        private AggregateFactory factory = (type, id) -> Instances.create(type, id);

        private Builder(String tenantId, EventStore store) {
            super(tenantId, store);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * When a save also stores a snapshot. Default: never.
         *
         * @param value the policy
         * @return this builder
         */
        public Builder snapshotPolicy(SnapshotPolicy value) {
            policy = Objects.requireNonNull(value, "snapshotPolicy");
            return this;
        }

        /**
         * Makes new instances. Default: a constructor taking the id, of any visibility.
         *
         * @param value the factory
         * @return this builder
         */
        public Builder aggregateFactory(AggregateFactory value) {
            factory = Objects.requireNonNull(value, "aggregateFactory");
            return this;
        }

        /**
         * Checks all options.
         *
         * @return the repository
         * @throws IllegalArgumentException naming the option that is wrong
         */
        public DefaultAggregateRepository build() {
            return new DefaultAggregateRepository(this);
        }
    }
}
