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

    Control paused(boolean now) {
        return new Control(slices, generation, from, now, kind);
    }

    Control resetTo(long checkpoint) {
        return new Control(slices, generation + 1, checkpoint, paused, kind);
    }
}
