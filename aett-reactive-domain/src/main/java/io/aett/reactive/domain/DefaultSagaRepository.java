package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamNotFoundException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The repository over any {@link EventStore}, for one tenant. Thread-safe and meant to be shared: updates of one saga take
 * turns only when they go through the same instance.
 */
public final class DefaultSagaRepository implements SagaRepository {

    private final String tenantId;
    private final CommitStore commits;
    private final SagaFactory factory;
    private final Saver saver;
    private final Updater updater;

    private DefaultSagaRepository(Builder options) {
        this.tenantId = options.tenantId;
        this.commits = options.store.commits();
        this.factory = options.factory;
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
    public static DefaultSagaRepository create(String tenantId, EventStore store) {
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
    public <T extends Saga> Mono<T> get(Class<T> type, String id) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        return load(type, id, null);
    }

    @Override
    public <T extends Saga> Mono<T> getExisting(Class<T> type, String id) {
        return get(type, id)
                .filter(found -> found.version() > 0)
                .switchIfEmpty(Mono.error(() -> new StreamNotFoundException(tenantId, id, 1, Long.MAX_VALUE)));
    }

    private <T extends Saga> Mono<T> load(Class<T> type, String id, @Nullable UUID sought) {
        return Mono.defer(() -> {
            T fresh = type.cast(factory.create(type, id));
            Instances.checkFresh(type, id, fresh.changes());
            fresh.changes().seek(sought);
            return Replay.replay(commits.get(tenantId, id), fresh.changes(), fresh::apply, Long.MAX_VALUE)
                    .thenReturn(fresh);
        });
    }

    @Override
    public <T extends Saga> Mono<Commit> save(T saga, Map<String, Object> headers) {
        Objects.requireNonNull(saga, "saga");
        Objects.requireNonNull(headers, "headers");
        return save(saga, headers, null);
    }

    private Mono<Commit> save(Saga saga, Map<String, Object> headers, @Nullable UUID commitId) {
        return Mono.defer(() -> {
            saga.checkCommands();
            return saver.save(
                    saga.changes(), commitId, () -> saga.headersWith(headers), stored -> saga.commandsStored(stored));
        });
    }

    @Override
    public <T extends Saga, R> Mono<Updated<T, R>> update(
            Class<T> type, String id, UpdateOptions options, Function<? super T, ? extends R> change) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(change, "change");
        return updater.update(id, options, new Keeping<>(type, id), change);
    }

    private final class Keeping<T extends Saga> implements Updater.Keeping<T> {

        private final Class<T> type;
        private final String id;

        Keeping(Class<T> type, String id) {
            this.type = type;
            this.id = id;
        }

        @Override
        public Mono<T> load(@Nullable UUID sought) {
            return DefaultSagaRepository.this.load(type, id, sought);
        }

        @Override
        public Changes changes(T saga) {
            return saga.changes();
        }

        @Override
        public Mono<Commit> save(T changed, UpdateOptions options) {
            return DefaultSagaRepository.this.save(
                    changed, options.headers(), options.commitId().orElse(null));
        }
    }

    /** Collects what a repository can be given. */
    public static final class Builder extends RepositoryOptions<Builder> {

        private SagaFactory factory = (type, id) -> Instances.create(type, id);

        private Builder(String tenantId, EventStore store) {
            super(tenantId, store);
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Makes new instances. Default: a constructor taking the id, of any visibility.
         *
         * @param value the factory
         * @return this builder
         */
        public Builder sagaFactory(SagaFactory value) {
            factory = Objects.requireNonNull(value, "sagaFactory");
            return this;
        }

        /**
         * Checks all options.
         *
         * @return the repository
         * @throws IllegalArgumentException naming the option that is wrong
         */
        public DefaultSagaRepository build() {
            return new DefaultSagaRepository(this);
        }
    }
}
