package io.aett.reactive.domain;

import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Brings aggregates back from their events.
 *
 * <p>A snapshot of revision r only saves reading: commits are read from r on, not from r + 1, so that the commit that contains r
 * proves that the stream reaches the snapshot and tells where r lies within it. Nothing else of the snapshot is trusted.
 */
record AggregateLoader(String tenantId, EventStore store, AggregateFactory factory) {

    private static final Logger LOG = LoggerFactory.getLogger(AggregateLoader.class);

    /** The instance has looked out for the commit of the id that is sought, among those that it has replayed. */
    <A extends Aggregate<?>> Mono<A> get(Class<A> type, String id, long maxVersion, @Nullable UUID sought) {
        return Mono.defer(() -> {
            A fresh = create(type, id, sought);
            return maxVersion < 1 || !Mementos.kept(fresh.getClass())
                    ? replay(fresh, maxVersion)
                    : snapshot(id, maxVersion)
                            .flatMap(snapshot -> resume(fresh, maxVersion, snapshot))
                            .switchIfEmpty(Mono.defer(() -> replay(create(type, id, sought), maxVersion)));
        });
    }

    <A extends Aggregate<?>> Mono<A> getTo(Class<A> type, String id, Instant maxTime) {
        return Mono.defer(() -> {
            A fresh = create(type, id, null);
            return Replay.replay(
                            store.commits().getTo(tenantId, id, maxTime), fresh.changes(), fresh::apply, Long.MAX_VALUE)
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

    private <A extends Aggregate<?>> Mono<A> replay(A fresh, long maxVersion) {
        return Replay.replay(
                        store.commits().get(tenantId, fresh.id(), 1, maxVersion),
                        fresh.changes(),
                        fresh::apply,
                        maxVersion)
                .thenReturn(fresh);
    }

    /** Empty when the snapshot is to be passed over. */
    private <A extends Aggregate<?>> Mono<A> resume(A fresh, long maxVersion, Snapshot snapshot) {
        String id = fresh.id();
        long revision = snapshot.streamRevision();
        if (revision < 1 || revision > maxVersion) {
            LOG.warn("Passing over a snapshot of stream {} at revision {}, where no event is", id, revision);
            return Mono.empty();
        }
        try {
            fresh.restore(revision, snapshot.payload());
        } catch (RuntimeException refused) {
            LOG.warn(
                    "Passing over a snapshot of stream {} that {} refuses",
                    id,
                    fresh.getClass().getName(),
                    refused);
            return Mono.empty();
        }
        return Replay.replay(
                        store.commits().get(tenantId, id, revision, maxVersion),
                        fresh.changes(),
                        fresh::apply,
                        maxVersion)
                .flatMap(reachesSnapshot -> {
                    if (reachesSnapshot) {
                        return Mono.just(fresh);
                    }
                    LOG.warn("Passing over a snapshot of stream {} at revision {}, beyond its head", id, revision);
                    return Mono.empty();
                });
    }

    <A extends Aggregate<?>> A create(Class<A> type, String id, @Nullable UUID sought) {
        A fresh = type.cast(factory.create(type, id));
        Instances.checkFresh(type, id, fresh.changes());
        fresh.changes().seek(sought);
        return fresh;
    }
}
