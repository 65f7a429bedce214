package io.aett.reactive.domain;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps states of aggregates and deciders, so that a load reads only what was stored since. All guarantees of loads and updates are as they are
 * without it, also beside other processes and beside a purge. Thread-safe, and meant to be shared by the repositories of a program,
 * also by those of different tenants and stores, whose bound it is.
 *
 * <p>What is kept is handed to nobody: it goes in as a copy and comes out as copies, by {@link Aggregate#getMemento} and {@link
 * Aggregate#applyMemento}. So only aggregates that override both are kept, and the state of a decider must not be changed by {@code evolve}.
 *
 * <p>{@linkplain #of Usually} a load that begins with a kept state asks the store once, for what was stored since. In an {@linkplain #optimistic
 * optimistic} cache an update does not even ask that.
 */
public final class LoadCache {

    private final int most;
    private final boolean optimistic;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();

    /** Guarded by itself; what was asked for last is last. */
    private final Map<Key, Kept> kept = new LinkedHashMap<>();

    private LoadCache(int most, boolean optimistic) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "most must be at least 1, but is " + most + ": to keep nothing give the repository no loadCache");
        }
        this.most = most;
        this.optimistic = optimistic;
    }

    /**
     * A cache in which every load asks what was stored since the kept state, with one request.
     *
     * @param most how many states are kept, at least 1; beyond it the one goes that was not asked for the longest
     * @return the cache, empty
     * @throws IllegalArgumentException when {@code most} is less than 1
     */
    public static LoadCache of(int most) {
        return new LoadCache(most, false);
    }

    /**
     * A cache in which an update decides on the kept state unread. For streams that one process writes for the most part.
     *
     * <p>What was stored through the same repositories is in the kept state. What another process, or a plain {@code save}, stored since
     * makes the commit a lost race, and the update decides again on what is read, at once, without using an attempt. A change that refuses or
     * raises nothing has no commit to tell whether it was right: it runs again on what is read, before anybody is told. So an update costs
     * one request, the commit, and tells what it would tell without a cache. All other loads, such as {@code get} and {@code state},
     * ask as in {@link #of}.
     *
     * <p>Beside a purge there is one exception: where, since the purge, a stream has again just as many commits and events as the kept state,
     * an update can be stored that was decided on the state before the purge. Call {@link #clear} in all processes after a purge, before the
     * tenant is written to again.
     *
     * @param most as in {@link #of}
     * @return the cache, empty
     * @throws IllegalArgumentException when {@code most} is less than 1
     */
    public static LoadCache optimistic(int most) {
        return new LoadCache(most, true);
    }

    /**
     * How much it has helped.
     *
     * @param hits loads that began with a kept state
     * @param misses loads of what can be kept that began without one
     * @param size how many states are kept now
     */
    public record Stats(long hits, long misses, int size) {

        /**
         * The part of loads that began with a kept state.
         *
         * @return 0 to 1, and 0 before the first load
         */
        public double hitRate() {
            return hits == 0 ? 0 : (double) hits / (hits + misses);
        }
    }

    /**
     * What happened so far.
     *
     * @return counts, exact when no load is under way
     */
    public Stats stats() {
        synchronized (kept) {
            return new Stats(hits.sum(), misses.sum(), kept.size());
        }
    }

    /** Forgets all states. The next load of each begins without one. */
    public void clear() {
        synchronized (kept) {
            kept.clear();
        }
    }

    /**
     * @param store compared by identity
     * @param owner the class of the aggregate, or the decider
     */
    record Key(Object store, String tenantId, Object owner, String id) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && store == key.store
                    && tenantId.equals(key.tenantId)
                    && owner.equals(key.owner)
                    && id.equals(key.id);
        }

        @Override
        public int hashCode() {
            return Objects.hash(System.identityHashCode(store), tenantId, owner, id);
        }
    }

    /** An instance behind a commit, which nobody else has and nobody changes. */
    record Kept(Object instance, long version) {}

    boolean isOptimistic() {
        return optimistic;
    }

    /** What is kept, which is the caller's alone until he puts it back. */
    @Nullable
    Kept take(Key key) {
        synchronized (kept) {
            return kept.remove(key);
        }
    }

    /** Keeps this, or what is there already when that goes further. */
    void put(Key key, Kept loaded) {
        synchronized (kept) {
            Kept other = kept.remove(key);
            kept.put(key, other != null && other.version() > loaded.version() ? other : loaded);
            if (kept.size() > most) {
                Iterator<Key> eldest = kept.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        }
    }

    void hit() {
        hits.increment();
    }

    void missed() {
        misses.increment();
    }
}
