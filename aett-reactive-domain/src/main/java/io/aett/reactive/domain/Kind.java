package io.aett.reactive.domain;

/**
 * What aggregates and deciders do differently. All else is the same code for both: {@link StreamLoader}, {@link Saver}, {@link Updater},
 * {@link SnapshotTaker}.
 *
 * @param <K> what is loaded: a thing of single owner that has {@link Changes}
 */
interface Kind<K> {

    Changes changes(K instance);

    /** Instances of equal keys have states of one kind. */
    Object key(K instance);

    /** Changes the state by one event's body. */
    void apply(K instance, Object event);

    /** What policies are asked about, and messages name. */
    Class<?> type(K instance);

    boolean hasSnapshots(K instance);

    /** Says how to have snapshots. */
    IllegalStateException withoutSnapshots(K instance);

    /** Takes over a snapshot; whatever it throws makes that one be passed over. */
    void restore(K instance, long version, Object payload);

    Object payload(K instance);

    /** Whether a state can be taken over from another instance. */
    boolean hasCopies(K instance);

    /** Has a fresh instance take over the state of another one, with which it shares nothing that changes. */
    void copy(K from, K fresh);

    /** What a policy is shown. */
    Object shown(K instance);
}
