package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.PersistenceManagement;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Management whose reads of the global order fail as the faults say. */
record FaultyManagement(PersistenceManagement store, Faults faults) implements PersistenceManagement {

    @Override
    public Mono<Void> initialize() {
        return store.initialize();
    }

    @Override
    public Mono<Void> drop() {
        return store.drop();
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return store.purge(tenantId);
    }

    @Override
    public Mono<Long> head() {
        return FaultyCommits.readOne(faults, store.head());
    }

    @Override
    public Flux<Commit> getFrom(long checkpoint) {
        return FaultyCommits.read(faults, store.getFrom(checkpoint));
    }

    @Override
    public Flux<Commit> follow(long checkpoint) {
        return FaultyCommits.read(faults, store.follow(checkpoint));
    }
}
