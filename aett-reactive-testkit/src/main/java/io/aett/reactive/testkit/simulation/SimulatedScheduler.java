package io.aett.reactive.testkit.simulation;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;

/**
 * The timers of one process, by its clock, which begins at 0. What is to run at once runs a moment later: which of several that is first is
 * for the seed to say, but a worker keeps its order.
 */
final class SimulatedScheduler implements Scheduler {

    private static final long MOMENT = 20_000;

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

    private final SimulatedProcess process;
    private final SimulatedWorld world;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();
    private double rate = 1;
    private long shown;
    private long since;
    private long count;
    private long armed = Long.MAX_VALUE;
    private long read;

    SimulatedScheduler(SimulatedProcess process, SimulatedWorld world) {
        this.process = process;
        this.world = world;
        this.since = world.nanos();
    }

    long nanos() {
        return shown + (long) ((world.nanos() - since) * rate);
    }

    void jump(long nanos, double newRate) {
        shown = nanos() + nanos;
        since = world.nanos();
        rate = newRate;
        armed = Long.MAX_VALUE;
        arm();
    }

    private void arm() {
        while (!timers.isEmpty() && timers.element().disposed) {
            timers.remove();
        }
        Timer first = timers.peek();
        if (first != null && first.due < armed) {
            long due = first.due;
            armed = due;
            long left = (long) Math.max(0, (due - nanos()) / rate) + 1;
            world.after(left + world.between(0, MOMENT), () -> process.step(() -> ring(due)));
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
                world.tell(process.name(), "timer", first.number);
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
        Disposable taken = Disposables.single();
        world.after(
                world.between(0, MOMENT),
                () -> process.step(() -> {
                    if (!taken.isDisposed()) {
                        task.run();
                    }
                }));
        return taken;
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
        Timer timer = new Timer(task, Math.max(read, nanos()) + Math.max(0, delay), period);
        timers.add(timer);
        arm();
        return timer;
    }

    /** A little more each time: no two readings are the same, as on a real machine. */
    @Override
    public long now(TimeUnit unit) {
        read = Math.max(read + 1, nanos());
        return unit.convert(read, TimeUnit.NANOSECONDS);
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

    /** Tasks that end together; those that run at once run in order. */
    private final class Tasks implements Worker {

        private final Disposable.Composite all = Disposables.composite();
        private final Queue<Runnable> ready = new ArrayDeque<>();

        @Override
        public Disposable schedule(Runnable task) {
            ready.add(task);
            return SimulatedScheduler.this.schedule(this::next);
        }

        private void next() {
            Runnable first = ready.poll();
            if (first != null && !all.isDisposed()) {
                first.run();
            }
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            return added(SimulatedScheduler.this.schedule(task, delay, unit));
        }

        @Override
        public Disposable schedulePeriodically(Runnable task, long initialDelay, long period, TimeUnit unit) {
            return added(SimulatedScheduler.this.schedulePeriodically(task, initialDelay, period, unit));
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
