package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.StreamHead;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commits that fail as the faults say. */
record FaultyCommits(CommitStore store, Faults faults) implements CommitStore {

    /** The read as it is, or with its fault. */
    static <T> Flux<T> read(Faults faults, Flux<T> answer) {
        return Flux.defer(() -> {
            ReadFault fault = faults.ofRead();
            return fault == null ? answer : fault.read(answer);
        });
    }

    /** The read of one value as it is, or with its fault. */
    static <T> Mono<T> readOne(Faults faults, Mono<T> answer) {
        return Mono.defer(() -> {
            ReadFault fault = faults.ofRead();
            return fault == null ? answer : fault.read(answer.flux()).singleOrEmpty();
        });
    }

    @Override
    public Mono<Commit> commit(Commit commit) {
        Objects.requireNonNull(commit, "commit");
        return Mono.defer(() -> {
            CommitFault fault = faults.of(commit);
            return fault == null ? store.commit(commit) : fault.commit(commit, store);
        });
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        return read(faults, store.get(tenantId, streamId, minRevision, maxRevision));
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId) {
        return read(faults, store.get(tenantId, streamId));
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return read(faults, store.getTo(tenantId, streamId, maxTime));
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        return read(faults, store.getAllTo(tenantId, maxTime));
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        return readOne(faults, store.head(tenantId, streamId));
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return readOne(faults, store.find(tenantId, streamId, commitId));
    }
}
