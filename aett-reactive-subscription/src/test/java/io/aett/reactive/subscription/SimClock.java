package io.aett.reactive.subscription;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * One process's timers and its clock, which runs at a rate of its own and may jump ahead. A timer fires as a step of the process; what is
 * to run at once runs at the end of the step.
 */
final class SimClock implements Scheduler {

    private final class Timer implements Disposable, Comparable<Timer> {

        private final long number = count++;
        private final Runnable task;
        private final long period;
        private long due;
        private boolean disposed;

        Timer(Runnable task, long due, long period) {
            this.task = task;
            this.due = due;
            this.period = period;
        }

        @Override
        public int compareTo(Timer other) {
            int byDue = Long.compare(due, other.due);
            return byDue != 0 ? byDue : Long.compare(number, other.number);
        }

        @Override
        public void dispose() {
            disposed = true;
        }

        @Override
        public boolean isDisposed() {
            return disposed;
        }
    }

    private final SimProcess process;
    private final SimWorld world;
    private double rate;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private final Queue<Runnable> ready = new ArrayDeque<>();
    private long count;
    private long shown;
    private long since;
    private long armed = Long.MAX_VALUE;

    SimClock(SimProcess process, SimWorld world, double rate) {
        this.process = process;
        this.world = world;
        this.rate = rate;
    }

    /** What this process takes for the time, in nanoseconds. */
    long nanos() {
        return shown + (long) ((world.time() - since) * 1000 * rate);
    }

    /** So much later at once, and at this rate from now on. */
    void jump(long nanos, double newRate) {
        shown = nanos() + nanos;
        since = world.time();
        rate = newRate;
        armed = Long.MAX_VALUE;
        arm();
    }

    /** What was to run at once. */
    void drain() {
        for (Runnable next = ready.poll(); next != null; next = ready.poll()) {
            next.run();
        }
    }

    private void arm() {
        while (!timers.isEmpty() && timers.element().disposed) {
            timers.remove();
        }
        Timer first = timers.peek();
        if (first != null && first.due < armed) {
            armed = first.due;
            long due = first.due;
            long left = (long) Math.max(0, (due - nanos()) / (1000 * rate)) + 1;
            world.after(left, () -> process.step(() -> ring(due)));
        }
    }

    private void ring(long due) {
        if (armed != due) {
            return;
        }
        armed = Long.MAX_VALUE;
        Timer first = timers.peek();
        if (first != null && first.due <= nanos()) {
            timers.remove();
            if (!first.disposed) {
                first.task.run();
                if (first.period > 0 && !first.disposed) {
                    first.due = nanos() + first.period;
                    timers.add(first);
                }
            }
        }
        arm();
    }

    @Override
    public Disposable schedule(Runnable task) {
        ready.add(task);
        return Disposables.disposed();
    }

    @Override
    public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
        return timer(task, unit.toNanos(delay), 0);
    }

    @Override
    public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
        return timer(task, unit.toNanos(initialDelay), Math.max(1, unit.toNanos(period)));
    }

    private Disposable timer(Runnable task, long delay, long period) {
        Timer timer = new Timer(task, nanos() + Math.max(0, delay), period);
        timers.add(timer);
        arm();
        return timer;
    }

    @Override
    public long now(TimeUnit unit) {
        return unit.convert(nanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Worker createWorker() {
        return new Tasks();
    }

    @Override
    public void dispose() {}

    @Override
    public boolean isDisposed() {
        return false;
    }

    /** Tasks that end together. */
    private final class Tasks implements Worker {

        private final Disposable.Composite all = Disposables.composite();

        @Override
        public Disposable schedule(Runnable task) {
            return SimClock.this.schedule(() -> {
                if (!all.isDisposed()) {
                    task.run();
                }
            });
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return added(SimClock.this.schedule(task, delay, unit));
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return added(SimClock.this.schedulePeriodically(task, initialDelay, period, unit));
        }

        private Disposable added(Disposable task) {
            all.add(task);
            return task;
        }

        @Override
        public void dispose() {
            all.dispose();
        }

        @Override
        public boolean isDisposed() {
            return all.isDisposed();
        }
    }
}
