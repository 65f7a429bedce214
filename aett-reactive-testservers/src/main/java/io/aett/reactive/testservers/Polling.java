package io.aett.reactive.testservers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition by asking again and again, and never for longer than it was told. */
final class Polling {

    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private Polling() {}

    /** Returns true as soon as the condition holds, false when it does not hold within the given time. */
    static boolean within(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return true;
    }
}
