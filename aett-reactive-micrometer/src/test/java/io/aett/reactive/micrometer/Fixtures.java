package io.aett.reactive.micrometer;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What these tests share. */
final class Fixtures {

    record Noted(String text) {}

    static final TopicMap TOPICS = TopicMap.create().add("noted", Noted.class);

    private Fixtures() {}

    static MemoryOptions.Builder options() {
        return MemoryOptions.builder().topicMap(TOPICS);
    }

    static MemoryEventStore memory() {
        return MemoryEventStore.create(options().build());
    }

    static MemoryEventStore memoryWhereAllConflicts() {
        return MemoryEventStore.create(options()
                .conflictDetector(ConflictDetector.builder()
                        .on(Noted.class, Noted.class, (mine, theirs) -> true)
                        .build())
                .build());
    }

    static Commit.Builder commit(String stream, long sequence) {
        return Commit.builder()
                .tenantId("the-tenant")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(new Noted("n" + sequence));
    }

    /** A memory store whose commits and reads of streams end as the test says. */
    record Scripted(EventStore below, Mono<Commit> committing, Flux<Commit> reading) implements EventStore {

        static EventStore committing(Mono<Commit> commit) {
            return new Scripted(memory(), commit, Flux.empty());
        }

        static EventStore reading(Flux<Commit> read) {
            return new Scripted(memory(), Mono.empty(), read);
        }

        @Override
        public CommitStore commits() {
            CommitStore commits = below.commits();
            return new CommitStore() {
                @Override
                public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
                    return reading;
                }

                @Override
                public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
                    return reading;
                }

                @Override
                public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
                    return reading;
                }

                @Override
                public Mono<StreamHead> head(String tenantId, String streamId) {
                    return commits.head(tenantId, streamId);
                }

                @Override
                public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
                    return commits.find(tenantId, streamId, commitId);
                }

                @Override
                public Mono<Commit> commit(Commit commit) {
                    return committing;
                }
            };
        }

        @Override
        public SnapshotStore snapshots() {
            return below.snapshots();
        }

        @Override
        public StateStore states() {
            return below.states();
        }

        @Override
        public PersistenceManagement management() {
            return below.management();
        }

        @Override
        public Mono<Void> close() {
            return below.close();
        }
    }
}
