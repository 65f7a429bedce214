package io.aett.reactive.testkit.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.StreamHead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store with something between it and those who commit. All else goes through as it is. */
public final class InterposedStore implements EventStore, CommitStore {

    private final EventStore store;
    private final BiFunction<Commit, Mono<Commit>, Mono<Commit>> between;
    private final List<UUID> attempts = new ArrayList<>();

    private InterposedStore(EventStore store, BiFunction<Commit, Mono<Commit>, Mono<Commit>> between) {
        this.store = store;
        this.between = between;
    }

    /** Loses the first so many answers: the outcome is unknown, and the commits are stored, or else were never sent. */
    public static InterposedStore losingAnswers(EventStore store, int answers, boolean stored) {
        AtomicInteger left = new AtomicInteger(answers);
        Mono<Commit> lost = Mono.error(() -> new CommitOutcomeUnknownException("the answer was lost on purpose"));
        return new InterposedStore(store, (commit, send) -> {
            if (left.getAndDecrement() <= 0) {
                return send;
            }
            return stored ? send.then(lost) : lost;
        });
    }

    /** Lets another writer, with an event of the same kind, be first each time. */
    public static InterposedStore losingRaces(EventStore store, Function<Commit, Commit> winner) {
        return new InterposedStore(
                store,
                (commit, send) -> store.commits().commit(winner.apply(commit)).then(send));
    }

    /** Sends each commit when this has ended. */
    public static InterposedStore holding(EventStore store, Mono<Void> gate) {
        return new InterposedStore(store, (commit, send) -> gate.then(send));
    }

    /** The commit ids of all attempts, in order. */
    public List<UUID> attempts() {
        synchronized (attempts) {
            return List.copyOf(attempts);
        }
    }

    @Override
    public Mono<Commit> commit(Commit commit) {
        return Mono.defer(() -> {
            synchronized (attempts) {
                attempts.add(commit.commitId());
            }
            return between.apply(commit, store.commits().commit(commit));
        });
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        return store.commits().get(tenantId, streamId, minRevision, maxRevision);
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return store.commits().getTo(tenantId, streamId, maxTime);
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        return store.commits().getAllTo(tenantId, maxTime);
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        return store.commits().head(tenantId, streamId);
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return store.commits().find(tenantId, streamId, commitId);
    }

    @Override
    public CommitStore commits() {
        return this;
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
        return store.management();
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return store.listen(listener);
    }

    @Override
    public Mono<Void> close() {
        return store.close();
    }
}
