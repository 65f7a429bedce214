package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import java.util.Objects;
import java.util.function.Predicate;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A store that fails when it is told to, over one that does not: what the program makes of it can be tested.
 *
 * <pre>{@code
 * FaultyEventStore store = FaultyEventStore.over(MemoryEventStore.create(options))
 *     .onCommit(3, Fault.loseAnswer())
 *     .onCommits(commit -> commit.streamId().equals("till-1"), Fault.loseRequest());
 * }</pre>
 *
 * <p>Commits and reads are counted from 1, each subscription one attempt. Of several faults that are meant for one operation the first
 * that was told is done. Reads are those of commits: by stream, tenant and id, in the global order, following, and heads. Snapshots,
 * states and all else go through as they are; what is special to a store, such as its transactions, is had from {@link #store()}.
 *
 * <p>Cold and non-blocking as the store is, and cancelling goes through. Thread-safe; faults may be told at any time.
 *
 * @param <S> the store below
 */
public final class FaultyEventStore<S extends EventStore> implements EventStore {

    private final S store;
    private final Faults faults = new Faults();
    private final CommitStore commits;
    private final PersistenceManagement management;

    private FaultyEventStore(S store) {
        this.store = Objects.requireNonNull(store, "store");
        this.commits = new FaultyCommits(store.commits(), faults);
        this.management = new FaultyManagement(store.management(), faults);
    }

    /** No faults yet. */
    public static <S extends EventStore> FaultyEventStore<S> over(S store) {
        return new FaultyEventStore<>(store);
    }

    /** The commit of this number has a fault, counted over all that this store was asked for. */
    public FaultyEventStore<S> onCommit(long number, CommitFault fault) {
        faults.onCommit(number, Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** The commit after those that there were has a fault. */
    public FaultyEventStore<S> onNextCommit(CommitFault fault) {
        return onCommit(faults.commits() + 1, fault);
    }

    /** Every commit of this kind has a fault, until {@link #heal}. */
    public FaultyEventStore<S> onCommits(Predicate<? super Commit> which, CommitFault fault) {
        faults.onCommits(Objects.requireNonNull(which, "which"), Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** The read of this number has a fault, counted over all that this store was asked for. */
    public FaultyEventStore<S> onRead(long number, ReadFault fault) {
        faults.onRead(number, Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** The read after those that there were has a fault. */
    public FaultyEventStore<S> onNextRead(ReadFault fault) {
        return onRead(faults.reads() + 1, fault);
    }

    /** Every read has a fault, until {@link #heal}. */
    public FaultyEventStore<S> onReads(ReadFault fault) {
        faults.onReads(Objects.requireNonNull(fault, "fault"));
        return this;
    }

    /** Forgets all faults that it was told; what is under way ends as it was to end. */
    public FaultyEventStore<S> heal() {
        faults.clear();
        return this;
    }

    /** How many commits were subscribed to. */
    public long commitCount() {
        return faults.commits();
    }

    /** How many reads were subscribed to. */
    public long readCount() {
        return faults.reads();
    }

    /** How many of them had a fault. */
    public long faultCount() {
        return faults.done();
    }

    /** The store below. */
    public S store() {
        return store;
    }

    @Override
    public CommitStore commits() {
        return commits;
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
}
