package io.aett.reactive.testkit.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** A store with a log that is made up as it is read, of any length, and the states of another one. */
public final class GeneratedLog implements EventStore, PersistenceManagement {

    private final EventStore store;
    private final Sinks.Empty<Void> grown = Sinks.empty();
    private volatile long commits;
    private final int streams;
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();

    /** So many commits, dealt out to so many streams in turn. */
    public GeneratedLog(EventStore store, long commits, int streams) {
        this.store = store;
        this.commits = commits;
        this.streams = streams;
    }

    /** Grows, once, to so many. */
    public void grow(long to) {
        commits = to;
        grown.tryEmitEmpty();
    }

    /** How many commits followers were given. */
    public long read() {
        return read.get();
    }

    /** Whether all was given that was asked for. */
    public boolean standsStill() {
        return asked.get() <= read.get();
    }

    private Commit commit(long checkpoint) {
        long sequence = (checkpoint - 1) / streams + 1;
        return Commit.builder()
                .tenantId("tenant")
                .streamId("generated-" + (checkpoint - 1) % streams)
                .commitId(new UUID(1, checkpoint))
                .commitSequence(sequence)
                .streamRevision(sequence)
                .commitStamp(Instant.EPOCH)
                .checkpointToken(checkpoint)
                .event(new Counted(checkpoint))
                .build();
    }

    @Override
    public Flux<Commit> getFrom(long checkpoint) {
        return Flux.defer(() -> upTo(checkpoint, commits));
    }

    private Flux<Commit> upTo(long checkpoint, long end) {
        return Flux.generate(() -> Math.max(0, checkpoint) + 1, (next, sink) -> {
            if (next > end) {
                sink.complete();
            } else {
                sink.next(commit(next));
            }
            return next + 1;
        });
    }

    @Override
    public Flux<Commit> follow(long checkpoint) {
        return Flux.defer(() -> {
                    long now = commits;
                    return upTo(checkpoint, now)
                            .concatWith(grown.asMono().thenMany(Flux.defer(() -> upTo(now, commits))));
                })
                .doOnRequest(more -> asked.accumulateAndGet(more, Operators::addCap))
                .doOnNext(commit -> read.incrementAndGet())
                .concatWith(Flux.never())
                .subscribeOn(Schedulers.parallel());
    }

    @Override
    public Mono<Long> head() {
        return Mono.just(commits);
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
    public CommitStore commits() {
        return store.commits();
    }

    @Override
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    @Override
    public StateStore states() {
        return store.states();
    }

    @Override
    public PersistenceManagement management() {
        return this;
    }

    @Override
    public Mono<Void> close() {
        return store.close();
    }
}
