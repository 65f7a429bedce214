package io.aett.reactive.testkit.nothing;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.StreamHead;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Everything is empty and always was. */
final class NothingStore implements EventStore {

    @Override
    public CommitStore commits() {
        return new CommitStore() {
            @Override
            public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
                return Flux.empty();
            }

            @Override
            public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
                return Flux.empty();
            }

            @Override
            public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
                return Flux.empty();
            }

            @Override
            public Mono<StreamHead> head(String tenantId, String streamId) {
                return Mono.empty();
            }

            @Override
            public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
                return Mono.empty();
            }

            @Override
            public Mono<Commit> commit(Commit commit) {
                return Mono.empty();
            }
        };
    }

    @Override
    public SnapshotStore snapshots() {
        return new SnapshotStore() {
            @Override
            public Mono<Snapshot> get(String tenantId, String streamId, long maxRevision) {
                return Mono.empty();
            }

            @Override
            public Mono<Void> add(Snapshot snapshot) {
                return Mono.empty();
            }

            @Override
            public Mono<Void> trim(String tenantId, String streamId, int keep) {
                return Mono.empty();
            }
        };
    }

    @Override
    public StateStore states() {
        return new StateStore() {
            @Override
            public Mono<StateEntry> get(String space, String key) {
                return Mono.empty();
            }

            @Override
            public Flux<StateEntry> scan(String space, String from) {
                return Flux.empty();
            }

            @Override
            public Mono<StateEntry> create(String space, String key, byte[] value) {
                return Mono.empty();
            }

            @Override
            public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
                return Mono.empty();
            }

            @Override
            public Mono<Boolean> remove(StateEntry expected) {
                return Mono.empty();
            }
        };
    }

    @Override
    public PersistenceManagement management() {
        return new PersistenceManagement() {
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
            public Mono<Long> head() {
                return Mono.empty();
            }

            @Override
            public Flux<Commit> getFrom(long checkpoint) {
                return Flux.empty();
            }

            @Override
            public Flux<Commit> follow(long checkpoint) {
                return Flux.empty();
            }
        };
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
