package io.aett.reactive.benchmarks.jmh;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StreamKey;
import java.util.List;
import reactor.core.publisher.Mono;

/** An event store on a {@link HandyLog}. */
final class HandyStorage implements SnapshotTable, StateTable, StorageManagement {

    private static final StorageLimits LIMITS = new StorageLimits(128, 1 << 20, 1 << 20, 1 << 20, 2);

    static EventStore on(HandyLog log, EventSerializer serializer) {
        HandyStorage nothing = new HandyStorage();
        Storage storage =
                new Storage("handy", LIMITS, log, nothing, nothing, nothing, failure -> FailureClassifier.Kind.UNKNOWN);
        return EventStoreEngine.create(
                storage, new Options().serializer(serializer).build());
    }

    private static final class Options extends EngineOptions.Builder<Options> {

        @Override
        protected Options self() {
            return this;
        }

        EngineOptions build() {
            return engineOptions();
        }
    }

    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        return Mono.empty();
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return Mono.empty();
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return Mono.empty();
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return Mono.empty();
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return Mono.just(StatePage.of(List.of(), from, maxEntries));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return Mono.empty();
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return Mono.empty();
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return Mono.just(false);
    }

    @Override
    public Mono<Void> initialize() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> drop() {
        return Mono.empty();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return Mono.empty();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
