package io.aett.reactive.testkit.support;

import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** {@link Schedulers#parallel()} with all pauses a tenth as long, so that what looks often looks more often. */
public final class HastyScheduler implements Scheduler {

    private static final int TIMES = 10;

    private final Scheduler scheduler = Schedulers.parallel();

    @Override
    public Disposable schedule(Runnable task) {
        return scheduler.schedule(task);
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return scheduler.schedule(task, hasty(delay, unit), TimeUnit.NANOSECONDS);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return scheduler.schedulePeriodically(
                task, hasty(initialDelay, unit), hasty(period, unit), TimeUnit.NANOSECONDS);
    }

    private static long hasty(long delay, TimeUnit unit) {
        return unit.toNanos(delay) / TIMES;
    }

    @Override
    public Worker createWorker() {
        Worker worker = scheduler.createWorker();
        return new Worker() {
            @Override
            public Disposable schedule(Runnable task) {
                return worker.schedule(task);
            }

            @Override
            public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
                return worker.schedule(task, hasty(delay, unit), TimeUnit.NANOSECONDS);
            }

            @Override
            public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
                return worker.schedulePeriodically(
                        task, hasty(initialDelay, unit), hasty(period, unit), TimeUnit.NANOSECONDS);
            }

            @Override
            public void dispose() {
                worker.dispose();
            }
        };
    }
}
