package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much patience this process asks for: none for what is small and usually quick, enough for what is large or has been slow, and more each
 * time that a position was lost. So a writer loses a few times at most, whatever placing takes it.
 *
 * <p>The bound: a position is lost to readers only when placing took longer than they were asked to wait. After {@code k} losses they are
 * asked for {@code 2^(2k-1)} times what the last placement took, and that was at least their delay.
 */
final class Attempts {

    /** Smaller appends are announced only when appends are slow. */
    private static final long LARGE_BYTES = 1 << 20;

    /** Two MiB in a second: as if the way to the database were slow. */
    private static final long NANOS_PER_BYTE = 500;

    /** Doubled so often, everything is beyond the longest. */
    private static final int MOST_DOUBLINGS = 20;

    private final long delay;
    private final long longest;
    private final AtomicLong slow = new AtomicLong();

    Attempts(Duration delay, Duration commitTimeout) {
        this.delay = delay.toNanos();
        this.longest =
                OpenPositions.min(commitTimeout, OpenPositions.MOST_PATIENCE).toNanos();
    }

    /** The attempts of one append, which follow one another. */
    final class Attempt {

        private int lost;
        private long took;

        /** What to announce with the reservation. */
        Duration patience(List<EncodedCommit> batch) {
            long bytes = 0;
            for (EncodedCommit commit : batch) {
                bytes += commit.payload().length;
            }
            long needed = bytes < LARGE_BYTES ? 0 : delay + bytes * NANOS_PER_BYTE;
            if (lost > 0) {
                needed = Math.max(needed, Math.max(delay, took));
            }
            int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, 2 * lost - 1));
            long longer = Math.min(needed, longest) << doublings;
            return Duration.ofNanos(Math.min(longest, Math.max(longer, lately())));
        }

        /** A placement ended, or its caller did not wait any longer. */
        void placed(long nanos) {
            took = nanos;
            slow.updateAndGet(before -> Math.max(nanos, before - before / 4));
        }

        void lost() {
            lost++;
        }
    }

    Attempt begin() {
        return new Attempt();
    }

    /** Twice what was slow lately, so that the next ones need not lose first; nothing when all were quick. */
    private long lately() {
        long nanos = slow.get();
        return nanos > delay / 2 ? 2 * Math.min(nanos, longest) : 0;
    }
}
