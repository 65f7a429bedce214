package io.aett.reactive.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import reactor.core.scheduler.Scheduler;

/**
 * Measures time in nanoseconds as a scheduler's timers do: with {@link System#nanoTime()}, which nobody sets, where they run in real
 * time, and with the scheduler's own clock where that is virtual.
 *
 * <p>{@link Scheduler#now} of a scheduler in real time is the wall clock: set back, it makes time-outs last longer; set forward, it
 * ends them all. A scheduler is taken for virtual when its clock and the wall clock are more than a day apart.
 */
public final class MonotonicClock {

    private static final long DAY = TimeUnit.DAYS.toMillis(1);

    private MonotonicClock() {}

    /** The clock of this scheduler. */
    public static LongSupplier of(Scheduler scheduler) {
        long apart = System.currentTimeMillis() - scheduler.now(TimeUnit.MILLISECONDS);
        return Math.abs(apart) > DAY ? () -> scheduler.now(TimeUnit.NANOSECONDS) : System::nanoTime;
    }
}
