package io.aett.reactive.testkit.support;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still where it was moved to. */
public final class MovedClock extends Clock {

    private volatile Instant now;

    /** Stands there. */
    public MovedClock(Instant now) {
        this.now = now;
    }

    /** Goes there, which may be back. */
    public void moveTo(Instant then) {
        now = then;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.fixed(now, zone);
    }
}
