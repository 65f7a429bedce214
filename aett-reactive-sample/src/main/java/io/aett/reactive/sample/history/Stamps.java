package io.aett.reactive.sample.history;

import java.time.Duration;
import java.time.Instant;

/**
 * When git commits count as made: at their time, or a microsecond after the commit before them, whichever is later. So time never goes
 * back along a history, though clocks do, and each git commit has a moment of its own.
 */
final class Stamps {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Stamps() {}

    static Instant next(Instant previous, Instant time) {
        Instant earliest = previous.isBefore(FIRST) ? FIRST : previous.plus(Duration.ofNanos(1_000));
        Instant stamp = time.isBefore(earliest) ? earliest : time;
        return stamp.isAfter(LAST) ? LAST : stamp;
    }
}
