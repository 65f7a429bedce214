package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides after each successful save whether the state is stored as a snapshot too.
 *
 * <p>A snapshot only ever makes loading faster; a failure to take or to store one is logged and never fails the save. It is
 * stored before the save completes, so a policy that says yes adds one write to that save.
 */
@FunctionalInterface
public interface SnapshotPolicy {

    /**
     * What was just saved.
     *
     * @param type the class of the aggregate, or of a decider's state
     * @param instance the aggregate as saved, or a decider's state; not to be changed
     * @param commit the commit that was stored
     * @param snapshotVersion the version of the snapshot that the instance was loaded from or last wrote, 0 without one
     * @param loading how long loading the instance took, from the question for a snapshot to the last event; zero when it was not
     *     loaded, or has stored a snapshot since
     */
    record Saved(Class<?> type, Object instance, Commit commit, long snapshotVersion, Duration loading) {}

    /**
     * Whether a snapshot is due. An exception counts as no, with a warning. Must not block.
     *
     * @param saved what was saved
     * @return true to store a snapshot
     */
    boolean isDue(Saved saved);

    /**
     * Whether this policy is asked about a class at all. Saving an aggregate of such a class that has no snapshots is an error, before
     * anything is written.
     *
     * @param type the class of an aggregate, or of a decider's state
     * @return true, unless changed by {@link #except}
     */
    default boolean covers(Class<?> type) {
        return true;
    }

    /**
     * How many snapshots of a stream stay when this policy has stored one; empty for all.
     *
     * @return empty, unless changed by {@link #keep}
     */
    default OptionalInt keeps() {
        return OptionalInt.empty();
    }

    /**
     * This policy, which leaves only the newest ones of a stream: after a save has stored a snapshot, all others are removed, also those
     * taken by hand. That adds a removal to such a save; a failure of it is logged and never fails the save, and the next one
     * removes what was left. Loads of older versions replay from the beginning then, or from what there is.
     *
     * @param n the number of snapshots that stay, at least 1
     * @return the policy
     */
    default SnapshotPolicy keep(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("n must be at least 1, but is " + n);
        }
        return new Policy(this::isDue, this::covers, OptionalInt.of(n));
    }

    /**
     * This policy for all but some classes, and their subclasses.
     *
     * @param types the classes that get no snapshots
     * @return the policy
     */
    default SnapshotPolicy except(Class<?>... types) {
        List<Class<?>> excluded = List.of(types);
        return new Policy(
                this::isDue,
                type -> covers(type) && excluded.stream().noneMatch(one -> one.isAssignableFrom(type)),
                keeps());
    }

    /**
     * A snapshot when either says so. Each is asked only about classes that it covers. Where both say how many stay, the greater number
     * counts.
     *
     * @param other the other policy
     * @return the policy
     */
    default SnapshotPolicy or(SnapshotPolicy other) {
        return new Policy(
                saved -> Policy.asks(this, saved) || Policy.asks(other, saved),
                type -> covers(type) || other.covers(type),
                Policy.more(this, other));
    }

    /**
     * A snapshot when both say so, of classes that both cover. Where both say how many stay, the greater number counts.
     *
     * @param other the other policy
     * @return the policy
     */
    default SnapshotPolicy and(SnapshotPolicy other) {
        return new Policy(
                saved -> isDue(saved) && other.isDue(saved),
                type -> covers(type) && other.covers(type),
                Policy.more(this, other));
    }

    /**
     * Never a snapshot: those added by hand are still used. Since it covers no class, loads expect none, and read events while they look for
     * one; where most streams have snapshots taken by hand, a policy like {@code saved -> false}, {@link #except}
     * for classes that have none, saves that reading.
     *
     * @return the policy
     */
    static SnapshotPolicy none() {
        return Policy.NONE;
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
        return saved -> saved.commit().streamRevision() - saved.snapshotVersion() >= n;
    }

    /**
     * A snapshot when loading what was saved took at least this long, by a clock that only goes forward. A database that is slow for a
     * while makes all loads take long; where that matters demand some events as well: {@code
     * whenLoadTakes(ofMillis(50)).and(everyNEvents(20))}.
     *
     * @param duration positive
     * @return the policy
     */
    static SnapshotPolicy whenLoadTakes(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration must be positive, but is " + duration);
        }
        return saved -> saved.loading().compareTo(duration) >= 0;
    }
}
