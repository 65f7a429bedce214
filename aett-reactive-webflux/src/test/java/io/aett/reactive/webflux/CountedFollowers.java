package io.aett.reactive.webflux;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store that knows how many follow it now, and how many commits they were given. All else goes through as it is. */
record CountedFollowers(EventStore store, AtomicInteger following, AtomicLong delivered)
        implements EventStore, PersistenceManagement {

    CountedFollowers(EventStore store) {
        this(store, new AtomicInteger(), new AtomicLong());
    }

    @Override
    public Flux<Commit> follow(long checkpoint) {
        return store.management()
                .follow(checkpoint)
                .doOnSubscribe(begin -> following.incrementAndGet())
                .doOnNext(commit -> delivered.incrementAndGet())
                .doFinally(end -> following.decrementAndGet());
    }

    @Override
    public PersistenceManagement management() {
        return this;
    }

    @Override
    public Mono<Void> initialize() {
        return store.management().initialize();
    }

    @Override
    public Mono<Void> drop() {
        return store.management().drop();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return store.management().purge(tenantId);
    }

    @Override
    public Mono<Long> head() {
        return store.management().head();
    }

    @Override
    public Flux<Commit> getFrom(long checkpoint) {
        return store.management().getFrom(checkpoint);
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
    public Mono<Void> close() {
        return store.close();
    }
}
