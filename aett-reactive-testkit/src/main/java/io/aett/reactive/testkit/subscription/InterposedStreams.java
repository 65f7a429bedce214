package io.aett.reactive.testkit.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.testkit.subscription.InterposedStates.Between;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streams with something between them and those who read and write them. */
record InterposedStreams(CommitStore commits, Between between) implements CommitStore {

    @Override
    public Mono<Commit> commit(Commit commit) {
        return between.one("commit", commit.streamId(), commits.commit(commit));
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return between.one("find", streamId, commits.find(tenantId, streamId, commitId));
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        return between.one("headOf", streamId, commits.head(tenantId, streamId));
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        return between.many("read", commits.get(tenantId, streamId, minRevision, maxRevision));
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return between.many("read", commits.getTo(tenantId, streamId, maxTime));
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        return between.many("read", commits.getAllTo(tenantId, maxTime));
    }
}
