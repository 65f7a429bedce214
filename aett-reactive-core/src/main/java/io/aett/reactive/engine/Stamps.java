package io.aett.reactive.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The stamps that can be stored: the years 1 to 9999, whole microseconds. */
final class Stamps {

    static final Instant MIN = Instant.parse("0001-01-01T00:00:00Z");
    static final Instant MAX = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Stamps() {}

    /** Truncates to microseconds; throws {@link IllegalArgumentException} outside of the years 1 to 9999. */
    static Instant canonical(Instant stamp) {
        Instant truncated =
                stamp.isBefore(MIN) || stamp.isAfter(MAX.plusNanos(999)) ? null : stamp.truncatedTo(ChronoUnit.MICROS);
        if (truncated == null) {
            throw new IllegalArgumentException("commitStamp must lie between the years 1 and 9999, but is " + stamp);
        }
        return truncated;
    }

    /** The latest stamp that can be stored and is not after {@code time}; before {@link #MIN} there is none. */
    static Instant atMost(Instant time) {
        return time.isAfter(MAX) ? MAX : time.truncatedTo(ChronoUnit.MICROS);
    }
}
