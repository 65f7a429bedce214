package io.aett.reactive;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Random ids of commits, made without blocking: {@link UUID#randomUUID} may read the system's random device, which is not allowed
 * on the threads that commits run on.
 *
 * <p>122 random bits are drawn once, when an instance is made. Ids of one instance differ because mixing a counter is a bijection;
 * ids of two instances differ because their seeds do. Safe for use by many threads.
 */
public final class CommitIds implements Supplier<UUID> {

    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    /** Serves what is given no source of ids. Its seed is drawn when the class is first used, which making a store does. */
    static final CommitIds SHARED = new CommitIds();

    private final long high;
    private final AtomicLong counter;

    /** Draws the seed, which may block for a moment. */
    public CommitIds() {
        UUID seed = UUID.randomUUID();
        this.high = seed.getMostSignificantBits();
        this.counter = new AtomicLong(seed.getLeastSignificantBits());
    }

    /** The ids of builders, streams and repositories that are given no others; never blocks once a store was made. */
    public static CommitIds shared() {
        return SHARED;
    }

    /** An id of version 4; the four bits that the format takes from the mixed counter's place come back in the upper half. */
    @Override
    public UUID get() {
        long mixed = mix(counter.getAndAdd(GOLDEN_GAMMA));
        long upper = ((high ^ ((mixed >>> 62) << 16)) & 0xFFFFFFFFFFFF0FFFL) | 0x4000L;
        long lower = (mixed & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(upper, lower);
    }

    /** Stafford's variant 13 of the MurmurHash3 finaliser. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
