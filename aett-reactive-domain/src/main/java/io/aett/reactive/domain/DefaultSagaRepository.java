package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

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
    private final Calls calls;

    private DefaultSagaRepository(Builder options) {
        this.tenantId = options.tenantId;
        this.commits = options.store.commits();
        this.factory = options.factory;
        this.saver = options.saver();
        this.updater = options.updater();
        this.calls = options.calls();
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
        return load(type, id, List.of(Optional.empty())).map(one -> one.get(0));
    }

    @Override
    public <T extends Saga> Mono<T> getExisting(Class<T> type, String id) {
        return get(type, id)
                .filter(found -> found.version() > 0)
                .switchIfEmpty(Mono.error(() -> new StreamNotFoundException(tenantId, id, 1, Long.MAX_VALUE)));
    }

    private <T extends Saga> Mono<List<T>> load(Class<T> type, String id, List<Optional<UUID>> sought) {
        return calls.load(type, id, replayed(type, id, sought));
    }

    private <T extends Saga> Mono<List<T>> replayed(Class<T> type, String id, List<Optional<UUID>> sought) {
        return Mono.defer(() -> {
            List<T> sagas = new ArrayList<>();
            for (Optional<UUID> commitId : sought) {
                T fresh = type.cast(factory.create(type, id));
                Instances.checkFresh(type, id, fresh.changes());
                fresh.changes().seek(commitId.orElse(null));
                sagas.add(fresh);
            }
            return Replay.replay(
                            commits.get(tenantId, id),
                            commit -> sagas.forEach(saga -> saga.changes().replay(commit, Long.MAX_VALUE, saga::apply)))
                    .thenReturn(sagas);
        });
    }

    @Override
    public <T extends Saga> Mono<Commit> save(T saga, Map<String, Object> headers) {
        Objects.requireNonNull(saga, "saga");
        Objects.requireNonNull(headers, "headers");
        return save(saga, context -> saver.headers(headers, context), null);
    }

    private Mono<Commit> save(Saga saga, Function<ContextView, Map<String, Object>> headers, @Nullable UUID commitId) {
        return Mono.defer(() -> {
            saga.checkHeaders();
            return saver.save(
                    saga.changes(),
                    commitId,
                    context -> saga.headersWith(headers.apply(context)),
                    stored -> saga.headersStored());
        });
    }

    @Override
    public <T extends Saga, R> Mono<Updated<T, R>> update(
            Class<T> type, String id, UpdateOptions options, Function<? super T, ? extends R> change) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(change, "change");
        return calls.update(type, id, updater.update(id, options, new Kept<>(type, id), change));
    }

    private final class Kept<T extends Saga> implements Keeping<T> {

        private final Class<T> type;
        private final String id;

        Kept(Class<T> type, String id) {
            this.type = type;
            this.id = id;
        }

        @Override
        public Class<?> key() {
            return type;
        }

        /** The ids of commands follow from their commit, and what is handed over again is a commit whole. */
        @Override
        public boolean sharesCommits() {
            return false;
        }

        @Override
        public Mono<List<T>> load(List<Optional<UUID>> sought, boolean unread) {
            return DefaultSagaRepository.this.load(type, id, sought);
        }

        @Override
        public Changes changes(T saga) {
            return saga.changes();
        }

        @Override
        public void apply(T saga, Object event) {
            saga.apply(event);
        }

        @Override
        public void check(T changed) {
            changed.checkHeaders();
        }

        @Override
        public Map<String, Object> headers(Map<String, Object> callers, ContextView context) {
            return saver.headers(callers, context);
        }

        @Override
        public Mono<Commit> save(T changed, Map<String, Object> headers, @Nullable UUID commitId) {
            return DefaultSagaRepository.this.save(changed, context -> headers, commitId);
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
