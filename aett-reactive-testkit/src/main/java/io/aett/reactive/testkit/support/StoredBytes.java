package io.aett.reactive.testkit.support;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.events.TestEvents;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The payloads that the engine gives to every store: of a storage that keeps the last one, and nothing else. */
public final class StoredBytes {

    private final AtomicReference<byte[]> last = new AtomicReference<>(new byte[0]);
    private final Payloads payloads = new Payloads();
    private final EventStore store = EventStoreEngine.create(
            new Storage(
                    "a storage that keeps the last payload",
                    new StorageLimits(1, 1 << 26, 1 << 26, 1 << 26, 1),
                    payloads,
                    payloads,
                    empty(StateTable.class),
                    empty(StorageManagement.class),
                    failure -> FailureClassifier.Kind.FINAL),
            new EngineOptions(
                    new JacksonEventSerializer(TestEvents.topics()),
                    ConflictDetector.empty(),
                    1,
                    1,
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    Schedulers.parallel(),
                    List.of()));

    /** Of the commit. */
    public byte[] of(Commit commit) {
        Await.value(store.commits().commit(commit));
        return Objects.requireNonNull(last.get());
    }

    /** Of the snapshot. */
    public byte[] of(Snapshot snapshot) {
        Await.done(store.snapshots().add(snapshot));
        return Objects.requireNonNull(last.get());
    }

    /** A storage whose last payload is this. */
    private final class Payloads extends PassingLog implements SnapshotTable {

        Payloads() {
            super(empty(CommitLog.class));
        }

        @Override
        public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            EncodedCommit commit = batch.get(0);
            last.set(commit.payload());
            return Mono.just(List.of(new AppendResult.Appended(1, commit.stamp())));
        }

        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return Mono.fromRunnable(() -> last.set(snapshot.payload()));
        }

        @Override
        public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> trim(StreamKey stream, int keep) {
            return Mono.empty();
        }

        @Override
        public Mono<Long> newestRevision(StreamKey stream) {
            return Mono.empty();
        }
    }

    /** Whatever it is asked for is empty; nothing but publishers is asked for. */
    private static <T> T empty(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> Mono.empty()));
    }
}
