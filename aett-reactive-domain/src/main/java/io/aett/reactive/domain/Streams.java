package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** All that a repository of aggregates or of a decider does; {@code create} makes new instances without events. */
final class Streams<K> {

    private final Kind<K> kind;
    private final StreamLoader<K> loader;
    private final Saver saver;
    private final Updater updater;
    private final SnapshotTaker<K> snapshots;
    private final Calls calls;

    Streams(
            Kind<K> kind,
            StreamLoader<K> loader,
            Saver saver,
            Updater updater,
            SnapshotTaker<K> snapshots,
            Calls calls) {
        this.kind = kind;
        this.loader = loader;
        this.saver = saver;
        this.updater = updater;
        this.snapshots = snapshots;
        this.calls = calls;
    }

    <T extends K> Mono<T> get(Class<?> type, String id, Supplier<T> create, long maxVersion) {
        return calls.load(type, id, loader.get(create, maxVersion));
    }

    <T extends K> Mono<T> getTo(Class<?> type, String id, Supplier<T> create, Instant maxTime) {
        return calls.load(type, id, loader.getTo(create, maxTime));
    }

    Mono<Commit> save(K instance, Map<String, Object> headers, @Nullable UUID commitId) {
        return save(instance, context -> saver.headers(headers, context), commitId);
    }

    private Mono<Commit> save(K instance, Function<ContextView, Map<String, Object>> headers, @Nullable UUID commitId) {
        return snapshots.after(saver.save(kind.changes(instance), commitId, headers, stored -> {}), instance);
    }

    /**
     * @param type by which updates are told apart
     */
    <T extends K, R> Mono<Updated<T, R>> update(
            Class<?> type,
            String id,
            Supplier<T> create,
            UpdateOptions options,
            Function<? super T, ? extends R> change) {
        return calls.update(type, id, updater.update(id, options, new Kept<>(type, id, create), change));
    }

    <T extends K> Mono<Snapshot> snapshot(Supplier<T> create, Mono<T> load) {
        return snapshots.take(create, load);
    }

    private final class Kept<T extends K> implements Keeping<T> {

        private final Class<?> type;
        private final String id;
        private final Supplier<T> create;

        Kept(Class<?> type, String id, Supplier<T> create) {
            this.type = type;
            this.id = id;
            this.create = create;
        }

        @Override
        public Class<?> key() {
            return type;
        }

        @Override
        public boolean sharesCommits() {
            return true;
        }

        @Override
        public Mono<List<T>> load(List<Optional<UUID>> sought, boolean unread) {
            return calls.load(type, id, loader.getAll(() -> fresh(sought), create, unread));
        }

        private List<T> fresh(List<Optional<UUID>> sought) {
            List<T> fresh = new ArrayList<>();
            for (Optional<UUID> commitId : sought) {
                T one = create.get();
                kind.changes(one).seek(commitId.orElse(null));
                fresh.add(one);
            }
            return fresh;
        }

        @Override
        public Changes changes(T instance) {
            return kind.changes(instance);
        }

        @Override
        public void apply(T instance, Object event) {
            kind.apply(instance, event);
        }

        @Override
        public void check(T changed) {
            if (!snapshots.takes(changed)) {
                throw kind.withoutSnapshots(changed);
            }
        }

        @Override
        public Map<String, Object> headers(Map<String, Object> callers, ContextView context) {
            return saver.headers(callers, context);
        }

        @Override
        public Mono<Commit> save(T changed, Map<String, Object> headers, @Nullable UUID commitId) {
            return Streams.this
                    .save(changed, context -> headers, commitId)
                    .doOnNext(stored -> loader.keep(changed, create));
        }

        @Override
        public String name(T instance) {
            return kind.type(instance).getName();
        }
    }
}
