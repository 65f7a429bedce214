package io.aett.reactive;

import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Generates commit ids that grow with time, without blocking: {@link UUID#randomUUID} may read the system's random device, which is
 * not allowed on the threads that commits run on. The ids are of version 7 (RFC 9562), so an index of them grows at its end.
 *
 * <p>An id starts with the milliseconds since 1970 and a count of 12 bits. The ids of one instance are in order: each has a
 * higher number than the one before, even if the clock stands still or goes back. The other 62 bits make the ids of two instances
 * differ: they are that number mixed with 122 random bits, which are drawn once, when the instance is created. An id reveals when it was
 * generated, and is not a secret. Safe for use by many threads.
 */
public final class CommitIds implements Supplier<UUID> {

    private static final int COUNT_BITS = 12;
    private static final long COUNTS = (1L << COUNT_BITS) - 1;

    /** Used wherever no source of ids is given. Its seed is drawn when the class is first used, which creating a store does. */
    static final CommitIds SHARED = new CommitIds();

    private final LongSupplier clock;
    private final UUID seed;
    private final AtomicLong last = new AtomicLong();

    /** Draws the seed, which may block for a moment. */
    public CommitIds() {
        this(System::currentTimeMillis, UUID.randomUUID());
    }

    /** @param clock milliseconds since 1970 */
    CommitIds(LongSupplier clock, UUID seed) {
        this.clock = clock;
        this.seed = seed;
    }

    /** The default ids of builders, streams and repositories; never blocks once a store has been created. */
    public static CommitIds shared() {
        return SHARED;
    }

    /**
     * The id of a name: the same for the same namespace and name, in every process and at any time, and a different one for all others. It is
     * an id of version 5 (RFC 9562): SHA-1 of the namespace's 16 bytes and the name's UTF-8 bytes. Does not block, on any thread.
     *
     * <p>Use it for the commit id of anything that may have to be repeated, such as a request or a message, in your own namespace. If
     * the name consists of several parts, join them so that no two of them run together.
     *
     * @param namespace any id; never change it
     * @param name well-formed text of any length, used unchanged
     * @return the id
     * @throws IllegalArgumentException if half of a surrogate pair is missing, since such names would share one id
     */
    public static UUID derived(UUID namespace, String name) {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        return NamedIds.of(namespace, name);
    }

    /** An id of version 7. */
    @Override
    public UUID get() {
        long now = clock.getAsLong() << COUNT_BITS;
        long number = last.updateAndGet(before -> Math.max(before + 1, now));
        long upper = (number >>> COUNT_BITS << 16) | 0x7000L | (number & COUNTS);
        long mixed = mix(number ^ seed.getMostSignificantBits()) ^ seed.getLeastSignificantBits();
        return new UUID(upper, (mixed & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    /** Stafford's variant 13 of the MurmurHash3 finaliser. */
    private static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
