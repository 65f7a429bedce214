package io.aett.reactive.subscription;

import org.jspecify.annotations.Nullable;

/**
 * What all runs of a subscription go by.
 *
 * @param slices how many slices there are, for ever
 * @param generation counts the resets
 * @param from where this generation begins: the checkpoint before its first commit
 * @param paused whether nothing is to be handed out
 * @param kind what it is the subscription of, for ever; null when it is one by itself
 */
record Control(
        int slices,
        long generation,
        long from,
        boolean paused,
        @Nullable String kind) {

    /** The most slices; each is a lease and a position. */
    static final int MOST_SLICES = 1024;

    Control {
        if (slices < 1 || slices > MOST_SLICES) {
            throw new IllegalArgumentException("there are 1 to " + MOST_SLICES + " slices, not " + slices);
        }
    }

    Control paused(boolean now) {
        return new Control(slices, generation, from, now, kind);
    }

    Control resetTo(long checkpoint) {
        return new Control(slices, generation + 1, checkpoint, paused, kind);
    }
}
