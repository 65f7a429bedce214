package io.aett.reactive.sample;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StreamHead;
import java.time.Instant;
import java.util.UUID;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store whose commits pass through a function first, which may change them or throw. */
record HookedStore(EventStore store, UnaryOperator<Commit> hook) implements EventStore {

    @Override
    public CommitStore commits() {
        CommitStore commits = store.commits();
        return new CommitStore() {
            @Override
            public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
                return commits.get(tenantId, streamId, minRevision, maxRevision);
            }

            @Override
            public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
                return commits.getTo(tenantId, streamId, maxTime);
            }

            @Override
            public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
                return commits.getAllTo(tenantId, maxTime);
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
                return Mono.defer(() -> commits.commit(hook.apply(commit)));
            }
        };
    }

    @Override
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    @Override
    public PersistenceManagement management() {
        return store.management();
    }

    @Override
    public Mono<Void> close() {
        return store.close();
    }
}
