package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StreamNotFoundException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The repository over any {@link EventStore}, for one tenant. Thread-safe and meant to be shared: updates of one aggregate
 * take turns only when they go through the same instance.
 */
public final class DefaultAggregateRepository implements AggregateRepository {

    private final String tenantId;
    private final AggregateFactory factory;
    private final Streams<Aggregate<?>> streams;

    private DefaultAggregateRepository(Builder options) {
        this.tenantId = options.tenantId;
        this.factory = options.factory;
        this.streams = options.streams(AggregateKind.AGGREGATES, options.policy);
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
        return streams.get(type, id, () -> create(type, id), maxVersion);
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
        return streams.getTo(type, id, () -> create(type, id), maxTime);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Commit> save(A aggregate) {
        return save(aggregate, Map.of());
    }

    @Override
    public <A extends Aggregate<?>> Mono<Commit> save(A aggregate, Map<String, Object> headers) {
        Objects.requireNonNull(aggregate, "aggregate");
        Objects.requireNonNull(headers, "headers");
        return streams.save(aggregate, headers, null);
    }

    @Override
    public <A extends Aggregate<?>, R> Mono<Updated<A, R>> update(
            Class<A> type, String id, UpdateOptions options, Function<? super A, ? extends R> change) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(change, "change");
        return streams.update(type, id, () -> create(type, id), options, change);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id) {
        return snapshot(type, id, Long.MAX_VALUE);
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id, long maxVersion) {
        return streams.snapshot(() -> create(type, id), get(type, id, maxVersion));
    }

    @Override
    public <A extends Aggregate<?>> Mono<Snapshot> snapshotAt(Class<A> type, String id, Instant cutOff) {
        return streams.snapshot(() -> create(type, id), getTo(type, id, cutOff));
    }

    private <A extends Aggregate<?>> A create(Class<A> type, String id) {
        A fresh = type.cast(factory.create(type, id));
        Instances.checkFresh(type, id, fresh.changes());
        return fresh;
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
         * Keeps the states that were loaded and stored last, so that a load reads only what was stored since. For classes that override {@link
         * Aggregate#getMemento} and {@link Aggregate#applyMemento}; others are always loaded whole. Default: none.
         *
         * @param value a cache, which other repositories may share
         * @return this builder
         */
        public Builder loadCache(LoadCache value) {
            return cache(value);
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
