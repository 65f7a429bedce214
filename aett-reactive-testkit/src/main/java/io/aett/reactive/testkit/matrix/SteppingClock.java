package io.aett.reactive.testkit.matrix;

import io.aett.reactive.testkit.FixtureOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** The clock of the process is set, forward or back by up to an hour, and set right again. Timers go on as they were. */
final class SteppingClock implements Trouble {

    private static final int MOST_SECONDS = 3600;

    private final Random random;
    private volatile Duration off = Duration.ZERO;

    SteppingClock(Random random) {
        this.random = random;
    }

    @Override
    public Mono<Void> begin() {
        return Mono.fromRunnable(() -> off = Duration.ofSeconds(random.nextInt(2 * MOST_SECONDS) - MOST_SECONDS));
    }

    @Override
    public Mono<Void> heal() {
        return Mono.fromRunnable(() -> off = Duration.ZERO);
    }

    @Override
    public FixtureOptions options(FixtureOptions options) {
        return options.withScheduler(new Stepping());
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return Instant.now().plus(off);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    private final class Stepping implements Scheduler {

        private final Scheduler timers = Schedulers.parallel();

        @Override
        public long now(TimeUnit unit) {
            return timers.now(unit) + unit.convert(off);
        }

        @Override
        public Disposable schedule(Runnable task) {
            return timers.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return timers.schedule(task, delay, unit);
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return timers.schedulePeriodically(task, initialDelay, period, unit);
        }

        @Override
        public Worker createWorker() {
            return timers.createWorker();
        }
    }
}
