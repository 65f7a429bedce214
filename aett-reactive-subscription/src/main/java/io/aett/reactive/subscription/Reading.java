package io.aett.reactive.subscription;

import java.util.concurrent.atomic.AtomicLong;

/** One reading of the log, of which only the last counts. */
final class Reading {

    private final long number;
    private final long from;
    private final AtomicLong cursor;

    Reading(long number, long from) {
        this.number = number;
        this.from = from;
        this.cursor = new AtomicLong(from);
    }

    long number() {
        return number;
    }

    long from() {
        return from;
    }

    /** Everything up to here has reached the windows of the slices. */
    long cursor() {
        return cursor.get();
    }

    /** After what was read is in its window. */
    void reached(long checkpoint) {
        cursor.lazySet(checkpoint);
    }
}
