package io.aett.reactive.testkit.simulation;

import io.aett.reactive.spi.FailureClassifier.Kind;
import java.time.Duration;

/**
 * How often what goes wrong on the way to the database and back, in thousandths of all requests, until the world becomes calm.
 *
 * @param slow a way takes up to {@code longest}, in either direction
 * @param refused the request fails, and has no effect
 * @param refusedForGood the same, and the database says that it never will have one; appends only
 * @param lost it has its effect, and the answer is a failure that leaves this open
 * @param late the failure that leaves it open comes first, and the effect after it
 * @param unanswered it has its effect, and no answer ever comes
 * @param swallowed it has no effect, and no answer ever comes
 * @param repeated the driver sends it twice, and the answer to the first one is lost
 * @param longest how long a slow way takes at most
 */
public record SimulatedFaults(
        int slow,
        int refused,
        int refusedForGood,
        int lost,
        int late,
        int unanswered,
        int swallowed,
        int repeated,
        Duration longest) {

    /** Nothing goes wrong; only how long a request takes is drawn. */
    public static SimulatedFaults none() {
        return new SimulatedFaults(0, 0, 0, 0, 0, 0, 0, 0, Duration.ofMillis(1));
    }

    /** Everything goes wrong now and then, for longer than time-outs of a second or two. */
    public static SimulatedFaults usual() {
        return new SimulatedFaults(40, 15, 10, 20, 15, 8, 8, 20, Duration.ofSeconds(3));
    }

    /** What becomes of one request. */
    enum Fate {
        ORDINARY,
        REFUSED,
        REFUSED_FOR_GOOD,
        LOST,
        LATE,
        UNANSWERED,
        SWALLOWED,
        REPEATED
    }

    /** Draws a fate; what does not apply to this kind of request is an ordinary one. */
    Fate draw(SimulatedWorld world, boolean append) {
        if (world.isCalm()) {
            return Fate.ORDINARY;
        }
        long drawn = world.between(0, 999);
        int[] shares = {refused, refusedForGood, lost, late, unanswered, swallowed, repeated};
        for (int i = 0; i < shares.length; i++) {
            drawn -= shares[i];
            if (drawn < 0) {
                Fate fate = Fate.values()[i + 1];
                return fate == Fate.REFUSED_FOR_GOOD && !append ? Fate.ORDINARY : fate;
            }
        }
        return Fate.ORDINARY;
    }

    /** How long one way takes: mostly little. */
    long way(SimulatedWorld world) {
        if (world.happens(slow)) {
            return world.between(1_000_000, longest.toNanos());
        }
        return world.between(50_000, 1_500_000);
    }

    /** What a driver would signal. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final Kind kind;

        Failure(Kind kind) {
            super("simulated: " + kind, null, false, false);
            this.kind = kind;
        }

        Kind kind() {
            return kind;
        }
    }

    /** The meaning of what {@link Failure} says. */
    static Kind classify(Throwable failure) {
        return failure instanceof Failure simulated ? simulated.kind() : Kind.UNKNOWN;
    }
}
