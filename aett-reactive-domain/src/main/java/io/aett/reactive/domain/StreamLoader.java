package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Brings aggregates and the states of deciders back from their events.
 *
 * <p>A snapshot of revision r only saves reading: commits are read from r on, not from r + 1, so that the commit that contains r
 * proves that the stream reaches the snapshot and tells where r lies within it. Nothing else of the snapshot is trusted.
 *
 * <p>So does a kept state, which is a snapshot in memory that ends with a commit. A purge does not reach it, so the commit that proves it
 * has to be that one, by its id and its checkpoint.
 *
 * <p>Where nobody takes snapshots by a policy, probably none is there, and the first page is read while it is looked up.
 *
 * @param policy of classes that it covers snapshots are expected
 * @param ticks nanoseconds that only go forward, by which loads are timed
 * @param keeper of states in memory; null for none
 */
record StreamLoader<K>(
        String tenantId,
        EventStore store,
        Kind<K> kind,
        SnapshotPolicy policy,
        LongSupplier ticks,
        @Nullable Keeper<K> keeper) {

    private static final Logger LOG = LoggerFactory.getLogger(StreamLoader.class);

    <T extends K> Mono<T> get(Supplier<T> create, long maxVersion) {
        Supplier<List<T>> one = () -> List.of(create.get());
        return (maxVersion == Long.MAX_VALUE
                        ? getAll(one, create, false)
                        : timed(() -> load(one.get(), one, maxVersion)))
                .map(all -> all.get(0));
    }

    /**
     * Equal instances at the head, all from one read.
     *
     * @param create the instances to be loaded; asked again when what they began with was passed over
     * @param blank one instance more
     * @param unread whether a kept state will do as it is
     */
    <T extends K> Mono<List<T>> getAll(Supplier<List<T>> create, Supplier<T> blank, boolean unread) {
        return timed(() -> {
            List<T> fresh = create.get();
            return keeper == null || !keeper.keeps(fresh.get(0))
                    ? load(fresh, create, Long.MAX_VALUE)
                    : through(keeper, fresh, create, blank, unread);
        });
    }

    private <T extends K> Mono<List<T>> timed(Supplier<Mono<List<T>>> load) {
        return Mono.defer(() -> {
            long begun = ticks.getAsLong();
            return load.get().doOnNext(all -> {
                long nanos = ticks.getAsLong() - begun;
                all.forEach(done -> kind.changes(done).loadedWithin(nanos));
            });
        });
    }

    private <T extends K> Mono<List<T>> load(List<T> fresh, Supplier<List<T>> create, long maxVersion) {
        T first = fresh.get(0);
        Function<Flux<Commit>, Mono<List<T>>> replayed =
                commits -> replay(fresh, commits, maxVersion).thenReturn(fresh);
        if (maxVersion < 1 || !kind.hasSnapshots(first)) {
            return replayed.apply(commits(first, maxVersion));
        }
        Mono<Snapshot> newest = snapshot(kind.changes(first).id(), maxVersion);
        Function<Snapshot, Mono<List<T>>> resumed = snapshot ->
                resume(fresh, maxVersion, snapshot).switchIfEmpty(Mono.defer(() -> load(create.get(), maxVersion)));
        return policy.covers(kind.type(first))
                ? newest.flatMap(resumed).switchIfEmpty(Mono.defer(() -> replayed.apply(commits(first, maxVersion))))
                : unlessFound(newest, commits(first, maxVersion), replayed, resumed);
    }

    private <T extends K> Mono<List<T>> load(List<T> fresh, long maxVersion) {
        return replay(fresh, commits(fresh.get(0), maxVersion), maxVersion).thenReturn(fresh);
    }

    private Flux<Commit> commits(K first, long maxVersion) {
        return store.commits().get(tenantId, kind.changes(first).id(), 1, maxVersion);
    }

    /**
     * The look-up decides. A page is read meanwhile, and held back: only if no snapshot is found it is replayed, or its error told.
     */
    private static <V> Mono<V> unlessFound(
            Mono<Snapshot> lookUp,
            Flux<Commit> commits,
            Function<Flux<Commit>, Mono<V>> replayed,
            Function<Snapshot, Mono<V>> resumed) {
        return Mono.defer(() -> {
            AtomicReference<@Nullable Optional<Snapshot>> known = new AtomicReference<>();
            Sinks.Empty<Commit> absent = Sinks.empty();
            Mono<Boolean> lookedUp = lookUp.map(Optional::of)
                    .defaultIfEmpty(Optional.empty())
                    .doOnNext(known::set)
                    .mapNotNull(found -> found.isEmpty() ? true : null)
                    .doOnNext(none -> absent.tryEmitEmpty());
            Mono<V> read = Mono.defer(() -> {
                Optional<Snapshot> already = known.get();
                if (already == null) {
                    return replayed.apply(commits.switchOnFirst(
                            (first, all) -> absent.asMono().thenMany(all)));
                }
                return already.isEmpty() ? replayed.apply(commits) : Mono.empty();
            });
            return Mono.zip(lookedUp, read, (none, all) -> all)
                    .switchIfEmpty(Mono.defer(() ->
                            resumed.apply(Objects.requireNonNull(known.get()).orElseThrow())));
        });
    }

    private <T extends K> Mono<List<T>> through(
            Keeper<K> keeping, List<T> fresh, Supplier<List<T>> create, Supplier<T> blank, boolean unread) {
        if (!keeping.resume(fresh)) {
            return missed(keeping, create, blank);
        }
        if (unread && keeping.isOptimistic()) {
            return keeping.hit(fresh);
        }
        Changes at = kind.changes(fresh.get(0));
        long version = at.version();
        Flux<Commit> since = store.commits()
                .get(tenantId, at.id(), version, Long.MAX_VALUE)
                .takeWhile(commit -> commit.firstRevision() > version || at.endsWith(commit));
        return replay(fresh, since, Long.MAX_VALUE).flatMap(reachesKept -> {
            if (!reachesKept) {
                keeping.forget(fresh.get(0));
                return missed(keeping, create, blank);
            }
            if (at.version() > version) {
                keeping.keep(fresh.get(0), blank);
            }
            return keeping.hit(fresh);
        });
    }

    private <T extends K> Mono<List<T>> missed(Keeper<K> keeping, Supplier<List<T>> create, Supplier<T> blank) {
        return load(create.get(), create, Long.MAX_VALUE).doOnNext(all -> keeping.missed(all.get(0), blank));
    }

    void keep(K stored, Supplier<? extends K> blank) {
        if (keeper != null) {
            keeper.keep(stored, blank);
        }
    }

    void forget(K instance) {
        if (keeper != null) {
            keeper.forget(instance);
        }
    }

    <T extends K> Mono<T> getTo(Supplier<T> create, Instant maxTime) {
        return Mono.defer(() -> {
            T fresh = create.get();
            String id = kind.changes(fresh).id();
            return replay(List.of(fresh), store.commits().getTo(tenantId, id, maxTime), Long.MAX_VALUE)
                    .thenReturn(fresh);
        });
    }

    private Mono<Snapshot> snapshot(String id, long maxVersion) {
        return store.snapshots()
                .get(tenantId, id, maxVersion)
                .onErrorResume(MalformedDataException.class, malformed -> {
                    if (PassedOver.first(malformed)) {
                        LOG.warn("Passing over a snapshot of stream {} that cannot be decoded", id, malformed);
                    }
                    return Mono.empty();
                });
    }

    private Mono<Boolean> replay(List<? extends K> fresh, Flux<Commit> commits, long maxVersion) {
        return Replay.replay(commits, commit -> {
            for (K one : fresh) {
                kind.changes(one).replay(commit, maxVersion, event -> kind.apply(one, event));
            }
        });
    }

    /** Empty when the snapshot is to be passed over. */
    private <T extends K> Mono<List<T>> resume(List<T> fresh, long maxVersion, Snapshot snapshot) {
        T first = fresh.get(0);
        String id = kind.changes(first).id();
        long revision = snapshot.streamRevision();
        if (revision < 1 || revision > maxVersion) {
            LOG.warn("Passing over a snapshot of stream {} at revision {}, where no event is", id, revision);
            return Mono.empty();
        }
        try {
            kind.restore(first, revision, snapshot.payload());
            for (T other : fresh.subList(1, fresh.size())) {
                kind.restore(other, revision, kind.payload(first));
            }
        } catch (RuntimeException refused) {
            LOG.warn(
                    "Passing over a snapshot of stream {} that {} refuses",
                    id,
                    kind.type(first).getName(),
                    refused);
            return Mono.empty();
        }
        return replay(fresh, store.commits().get(tenantId, id, revision, maxVersion), maxVersion)
                .flatMap(reachesSnapshot -> {
                    if (reachesSnapshot) {
                        return Mono.just(fresh);
                    }
                    LOG.warn("Passing over a snapshot of stream {} at revision {}, beyond its head", id, revision);
                    return Mono.empty();
                });
    }
}
