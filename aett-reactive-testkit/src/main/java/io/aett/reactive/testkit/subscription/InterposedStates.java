package io.aett.reactive.testkit.subscription;

import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store with something between it and those who use its states, its log and its streams. The rest goes through as it is. */
final class InterposedStates implements EventStore, StateStore, PersistenceManagement {

    /** What is between. */
    interface Between {
        /** Of an operation, on an entry of this key. */
        <T> Mono<T> one(String operation, String key, Mono<T> call);

        /** Of a reading. */
        <T> Flux<T> many(String operation, Flux<T> call);
    }

    private final EventStore store;
    private final Between between;

    InterposedStates(EventStore store, Between between) {
        this.store = store;
        this.between = between;
    }

    @Override
    public CommitStore commits() {
        return new InterposedStreams(store.commits(), between);
    }

    @Override
    public SnapshotStore snapshots() {
        return store.snapshots();
    }

    @Override
    public StateStore states() {
        return this;
    }

    @Override
    public PersistenceManagement management() {
        return this;
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return store.listen(listener);
    }

    @Override
    public Mono<Void> close() {
        return store.close();
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return between.one("get", key, store.states().get(space, key));
    }

    @Override
    public Flux<StateEntry> scan(String space, String from) {
        return between.many("scan", store.states().scan(space, from));
    }

    /** Outlasts a store that is away, as following does. */
    @Override
    public Flux<StateEntry> changes(String space, String key) {
        return store.states().changes(space, key);
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value) {
        return between.one("create", key, store.states().create(space, key, value));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
        return between.one("replace", expected.key(), store.states().replace(expected, value));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return between.one("remove", expected.key(), store.states().remove(expected));
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
        return between.one("head", "", store.management().head());
    }

    @Override
    public Flux<io.aett.reactive.Commit> getFrom(long checkpoint) {
        return between.many("getFrom", store.management().getFrom(checkpoint));
    }

    @Override
    public Flux<io.aett.reactive.Commit> follow(long checkpoint) {
        return between.many("follow", store.management().follow(checkpoint));
    }
}
