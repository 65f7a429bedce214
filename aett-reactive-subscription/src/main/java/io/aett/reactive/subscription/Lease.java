package io.aett.reactive.subscription;

import org.jspecify.annotations.Nullable;

/**
 * Who works on a slice.
 *
 * @param epoch grows by one each time that somebody takes the slice
 * @param owner the run, or {@code null} when it gave the slice up
 * @param changes grows with each renewal
 * @param termMillis for how long an observer that sees no change leaves it alone; a duration, so no clocks have to agree
 * @param renewedAt by the owner's clock, for people to read
 */
record Lease(long epoch, @Nullable String owner, long changes, long termMillis, long renewedAt)
        implements Epoch<Lease> {

    Lease taken(String run, long term, long now) {
        return new Lease(epoch + 1, run, changes + 1, term, now);
    }

    /** Never the same, though the clock may be: what is not written is no sign of life. */
    Lease renewed(long now) {
        return new Lease(epoch, owner, changes + 1, termMillis, now);
    }

    Lease givenUp(long now) {
        return new Lease(epoch, null, changes, termMillis, now);
    }

    @Override
    public Lease counted() {
        return new Lease(epoch, owner, changes + 1, termMillis, renewedAt);
    }
}
