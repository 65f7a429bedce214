package io.aett.reactive.postgres;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether the next append should reckon with others at the same streams. It should for some time after one that met them: what does
 * not, and meets them, is undone as a whole and sent again, which costs more than several that meet nobody gain. Used by many at
 * once.
 */
final class Caution {

    /** Enough that the server, which notes each statement that it undoes, has one to note for so many appends at most. */
    static final int APPENDS = 32;

    private final AtomicInteger left = new AtomicInteger();

    /** Counts the append. */
    boolean isDue() {
        return left.get() > 0 && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }

    /** Somebody else had stored what was to be stored. */
    void met() {
        left.set(APPENDS);
    }
}
