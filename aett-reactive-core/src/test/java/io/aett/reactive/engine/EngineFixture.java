package io.aett.reactive.engine;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventMessage;
import io.aett.reactive.StateEntry;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StorageManagement;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What the engine's own tests share. */
final class EngineFixture {

    record Noted(String text) {}

    static final TopicMap TOPICS = TopicMap.create().add("noted", Noted.class);
    static final StreamKey STREAM = new StreamKey("tenant", "stream");

    private EngineFixture() {}

    static EngineOptions options(Scheduler scheduler, ConflictDetector detector) {
        return options(scheduler, detector, 10, 100);
    }

    static EngineOptions options(
            Scheduler scheduler,
            ConflictDetector detector,
            int pageSize,
            int maxQueuedCommits,
            EngineListener... listeners) {
        return new EngineOptions(
                new JacksonEventSerializer(TOPICS),
                detector,
                pageSize,
                maxQueuedCommits,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(5),
                Duration.ofSeconds(1),
                scheduler,
                List.of(listeners));
    }

    static Storage storage(CommitLog log) {
        return storage(log, new NoStates());
    }

    static Storage storage(CommitLog log, StateTable states) {
        FailureClassifier unknown = error -> FailureClassifier.Kind.UNKNOWN;
        return new Storage(
                "Scripted",
                new StorageLimits(100, 1 << 20, 1 << 10, 1 << 10, 1),
                log,
                new NoSnapshots(),
                states,
                new NoWork(),
                unknown);
    }

    /** A stored commit of one event. */
    static EncodedCommit stored(long sequence, long checkpoint) {
        byte[] payload = new EnvelopeWriter(new JacksonEventSerializer(TOPICS))
                .commit(Map.of(), List.of(EventMessage.of(new Noted("n" + sequence))));
        return new EncodedCommit(
                STREAM,
                sequence,
                sequence,
                1,
                new UUID(7, sequence),
                UUID.randomUUID(),
                Instant.EPOCH,
                payload,
                checkpoint);
    }

    private static final class NoSnapshots implements SnapshotTable {
        @Override
        public Mono<Void> put(EncodedSnapshot snapshot) {
            return Mono.empty();
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

    private static final class NoStates implements StateTable {
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
    }

    private static final class NoWork implements StorageManagement {
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
}
