package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.List;

/**
 * Decides after each successful save whether the aggregate's state is stored as a snapshot too.
 *
 * <p>A snapshot only ever makes loading faster; a failure to take or to store one is logged and never fails the save. It is
 * stored before the save completes, so a policy that says yes adds one write to that save.
 */
@FunctionalInterface
public interface SnapshotPolicy {

    /**
     * Whether a snapshot is due. An exception counts as no, with a warning.
     *
     * @param aggregate the aggregate as saved; not to be changed
     * @param saved the commit that was just stored
     * @param snapshotVersion the version of the snapshot that the instance was loaded from or last wrote, 0 without one
     * @return true to store a snapshot
     */
    boolean isDue(Aggregate<?> aggregate, Commit saved, long snapshotVersion);

    /**
     * Whether this policy is asked about a class of aggregates at all. Saving an aggregate of such a class that has no snapshots is an
     * error, before anything is written.
     *
     * @param type the class
     * @return true, unless changed by {@link #except}
     */
    default boolean covers(Class<?> type) {
        return true;
    }

    /**
     * This policy for all but some classes, and their subclasses.
     *
     * @param types the classes that get no snapshots
     * @return the policy
     */
    default SnapshotPolicy except(Class<?>... types) {
        SnapshotPolicy all = this;
        List<Class<?>> excluded = List.of(types);
        return new SnapshotPolicy() {
            @Override
            public boolean isDue(Aggregate<?> aggregate, Commit saved, long snapshotVersion) {
                return all.isDue(aggregate, saved, snapshotVersion);
            }

            @Override
            public boolean covers(Class<?> type) {
                return all.covers(type) && excluded.stream().noneMatch(one -> one.isAssignableFrom(type));
            }
        };
    }

    /**
     * Never a snapshot: those added by hand are still used.
     *
     * @return the policy
     */
    static SnapshotPolicy none() {
        return Never.POLICY;
    }

    /**
     * A snapshot as soon as at least {@code n} events were stored since the last one, so that a load reads fewer than
     * {@code n} events plus one commit.
     *
     * @param n the number of events, at least 1
     * @return the policy
     */
    static SnapshotPolicy everyNEvents(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
        return (aggregate, saved, snapshotVersion) -> saved.streamRevision() - snapshotVersion >= n;
    }
}
