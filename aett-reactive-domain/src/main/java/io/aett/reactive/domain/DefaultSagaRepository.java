package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import java.util.Objects;
import java.util.function.Consumer;
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
        return Mono.defer(() -> {
            T fresh = type.cast(factory.create(type, id));
            Instances.checkFresh(type, id, fresh.changes());
            return Replay.replay(commits.get(tenantId, id), fresh.changes(), fresh::apply, Long.MAX_VALUE)
                    .thenReturn(fresh);
        });
    }

    @Override
    public <T extends Saga> Mono<Commit> save(T saga) {
        Objects.requireNonNull(saga, "saga");
        return saver.save(saga.changes(), saga::headers, stored -> saga.commandsStored(stored.headers()));
    }

    @Override
    public <T extends Saga> Mono<T> update(Class<T> type, String id, Consumer<? super T> change) {
        Objects.requireNonNull(change, "change");
        return updater.update(id, get(type, id), change, this::save);
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
