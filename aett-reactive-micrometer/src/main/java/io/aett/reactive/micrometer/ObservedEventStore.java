package io.aett.reactive.micrometer;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A store whose commits, reads and snapshots are observed, and which is in all else the store below: {@link AettObservation#COMMIT}, {@link
 * AettObservation#READ}, {@link AettObservation#SNAPSHOT}.
 *
 * <p>The parent of an observation is the one in the subscriber's Reactor context, where it is put for what the store does in its turn.
 * States, and what never ends, such as {@code follow}, are not observed. With a registry that observes nothing this costs nothing.
 */
public final class ObservedEventStore implements EventStore {

    private final EventStore store;
    private final CommitStore commits;
    private final SnapshotStore snapshots;
    private final PersistenceManagement management;

    private ObservedEventStore(EventStore store, ObservationRegistry registry) {
        this.store = store;
        Observed observed = new Observed(registry);
        this.commits = new ObservedCommits(store.commits(), observed);
        this.snapshots = new ObservedSnapshots(store.snapshots(), observed);
        this.management = new Management(store.management(), new ObservedReads(observed));
    }

    /** The store, observed. What is special to a store, such as its transactions, is had from the one below. */
    public static ObservedEventStore of(EventStore store, ObservationRegistry registry) {
        return new ObservedEventStore(
                Objects.requireNonNull(store, "store"), Objects.requireNonNull(registry, "registry"));
    }

    @Override
    public CommitStore commits() {
        return commits;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public StateStore states() {
        return store.states();
    }

    @Override
    public PersistenceManagement management() {
        return management;
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return store.listen(listener);
    }

    @Override
    public Mono<Void> close() {
        return store.close();
    }

    private record Management(PersistenceManagement below, ObservedReads reads) implements PersistenceManagement {

        @Override
        public Mono<Void> initialize() {
            return below.initialize();
        }

        @Override
        public Mono<Void> drop() {
            return below.drop();
        }

        @Override
        public Mono<Void> purge(String tenantId) {
            return below.purge(tenantId);
        }

        @Override
        public Mono<Long> head() {
            return reads.one("log_head", Subject.ALL, below.head());
        }

        @Override
        public Flux<Commit> getFrom(long checkpoint) {
            return reads.many("log", Subject.ALL, below.getFrom(checkpoint));
        }

        @Override
        public Flux<Commit> follow(long checkpoint) {
            return below.follow(checkpoint);
        }
    }
}
