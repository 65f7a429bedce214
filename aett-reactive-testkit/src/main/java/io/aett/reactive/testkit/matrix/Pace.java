package io.aett.reactive.testkit.matrix;

import java.time.Duration;

/**
 * How long things may take in a cell.
 *
 * @param timeout the commit time-out and the read time-out of the stores
 * @param slack what a call may take beyond its time-outs, on a machine that does other things too
 * @param recovery within how long everything works again after a fault
 */
public record Pace(Duration timeout, Duration slack, Duration recovery) {

    /** A second, ten, and thirty. */
    public static Pace ofDefaults() {
        return new Pace(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30));
    }

    /** With other time-outs. */
    public Pace withTimeout(Duration other) {
        return new Pace(other, slack, recovery);
    }

    /** How long a call may take that waits for so many answers one after the other. */
    Duration limit(int answers) {
        return timeout.multipliedBy(answers).plus(slack);
    }

    /** Longer than the time-outs. */
    Duration pastTimeouts() {
        return timeout.multipliedBy(13).dividedBy(10);
    }
}
