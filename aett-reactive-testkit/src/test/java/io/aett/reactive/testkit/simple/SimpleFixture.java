package io.aett.reactive.testkit.simple;

import io.aett.reactive.EventStore;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.count.CountingStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores on one {@link SimpleData}. */
class SimpleFixture implements RequestCounting, RawView {

    final SimpleData data = new SimpleData();
    private final CountingStorage counting = CountingStorage.of(data.storage());
    private final List<EventStore> stores = new ArrayList<>();

    @Override
    public EventStore open(FixtureOptions options) {
        EventStore store = EventStoreEngine.create(counting.storage(), options.engineOptions());
        stores.add(store);
        return store;
    }

    @Override
    public RawView raw() {
        return this;
    }

    @Override
    public StorageLimits limits() {
        return SimpleData.LIMITS;
    }

    @Override
    public long requests() {
        return counting.requests();
    }

    @Override
    public void resetRequests() {
        counting.reset();
    }

    @Override
    public int openResources() {
        return 0;
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores).concatMap(EventStore::close).then();
    }

    @Override
    public Mono<Long> commits(String tenantId) {
        return Mono.fromSupplier(() -> {
            synchronized (data) {
                Predicate<EncodedCommit> ours =
                        commit -> commit.stream().tenantId().equals(tenantId);
                return data.commits.stream().filter(ours).count();
            }
        });
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return Mono.fromSupplier(() -> {
            synchronized (data) {
                return data.snapshots.entrySet().stream()
                        .filter(entry -> entry.getKey().tenantId().equals(tenantId))
                        .mapToLong(entry -> entry.getValue().size())
                        .sum();
            }
        });
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        StreamKey stream = new StreamKey(tenantId, streamId);
        return Mono.fromRunnable(() -> {
            synchronized (data) {
                data.commits.replaceAll(commit -> commit.stream().equals(stream) && commit.sequence() == commitSequence
                        ? new EncodedCommit(
                                stream,
                                commitSequence,
                                commit.revision(),
                                commit.eventCount(),
                                commit.commitId(),
                                commit.nonce(),
                                commit.stamp(),
                                payload,
                                commit.checkpoint())
                        : commit);
            }
        });
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        StreamKey stream = new StreamKey(tenantId, streamId);
        return Mono.fromRunnable(() -> {
            synchronized (data) {
                data.commits.removeIf(commit -> commit.stream().equals(stream) && commit.sequence() == commitSequence);
            }
        });
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        StreamKey stream = new StreamKey(tenantId, streamId);
        return Mono.fromRunnable(() -> {
            synchronized (data) {
                data.snapshots
                        .get(stream)
                        .computeIfPresent(
                                streamRevision,
                                (revision, old) ->
                                        new EncodedSnapshot(stream, revision, old.commitSequence(), payload));
            }
        });
    }
}
