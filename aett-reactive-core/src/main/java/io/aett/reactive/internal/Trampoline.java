package io.aett.reactive.internal;

import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Decides inside, one thread at a time; tells outside, flat.
 *
 * <p><b>Inside.</b> {@link #run()} has the collector work off what came in. A counter decides which thread does, as in Reactor's
 * own operators: a thread that finds another one at it leaves its work there and goes on. The collector runs nobody else's code;
 * whatever may, it gives out as a telling.
 *
 * <p><b>Outside.</b> The thread that collected tells, when it has let go. What is to be told while it is telling (a caller who was
 * told comes again) waits until the telling under way has returned, and is told by the loop that told it: so the stack is as deep for
 * any number of callers as for two.
 *
 * <p><b>Guarded.</b> A throw, whichever, ends the telling or the step it came from, and nothing else.
 *
 * <p><b>Patient, not for ever.</b> When a telling does not return, what waits behind it is told on the scheduler once somebody asked
 * to {@link #watch()} and {@link #PATIENCE} is over. From then on its thread tells at once what comes up within it.
 */
public final class Trampoline {

    /** How long a telling may hold up what is behind it, in milliseconds, counted from when somebody cares. */
    public static final long PATIENCE = 10;

    private static final ThreadLocal<@Nullable Frame> INNERMOST = new ThreadLocal<>();

    private final Consumer<Consumer<Runnable>> collector;
    private final @Nullable Scheduler scheduler;
    private final AtomicInteger wip = new AtomicInteger();
    private final AtomicBoolean armed = new AtomicBoolean();
    private final AtomicReference<@Nullable Frame> telling = new AtomicReference<>();
    private final Set<Frame> tellingToo = ConcurrentHashMap.newKeySet();

    /**
     * @param collector works off all that came in, and gives out what is to be told
     * @param scheduler where tellings go that are held up; {@code null}: they wait
     */
    public Trampoline(Consumer<Consumer<Runnable>> collector, @Nullable Scheduler scheduler) {
        this.collector = collector;
        this.scheduler = scheduler;
    }

    /** Something came in: collects and tells, unless another thread is at it, which then does. */
    public void run() {
        if (wip.getAndIncrement() != 0) {
            return;
        }
        Frame outer = frame();
        Frame frame = outer == null ? new Frame() : outer;
        int missed = 1;
        do {
            try {
                collector.accept(frame);
            } catch (Throwable e) {
                dropped(e);
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
        if (frame != outer) {
            frame.tell(true);
        } else if (frame.hasMore()) {
            watch();
        }
    }

    /**
     * Tells these in order, now, or after what this thread is telling.
     *
     * @param last is told after the others
     * @param awaited somebody waits for what comes behind the first
     */
    public void tell(List<? extends Runnable> tellings, Runnable last, boolean awaited) {
        Frame outer = frame();
        Frame frame = outer == null ? new Frame() : outer;
        tellings.forEach(frame);
        frame.accept(last);
        if (frame != outer) {
            frame.tell(awaited);
        } else if (awaited || frame.abandoned) {
            watch();
        }
    }

    /** Runs this when all that this thread is telling, for whomever, has been told; at once if that is nothing. */
    public static void afterwards(Runnable last) {
        Frame outermost = null;
        for (Frame frame = INNERMOST.get(); frame != null; frame = frame.outer) {
            outermost = frame.abandoned ? outermost : frame;
        }
        if (outermost == null) {
            guarded(last);
        } else {
            outermost.accept(last);
        }
    }

    /** Somebody waits for what is being told: sees to it that no telling holds it up for long. One timer at most. */
    public void watch() {
        if (scheduler == null || !isTelling() || !armed.compareAndSet(false, true)) {
            return;
        }
        forEach(Frame::look);
        try {
            scheduler.schedule(this::losePatience, PATIENCE, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            armed.set(false); // Whoever cares next tries again.
        }
    }

    /** Whether anybody is being told. */
    public boolean isTelling() {
        return telling.get() != null || !tellingToo.isEmpty();
    }

    private void forEach(Consumer<Frame> action) {
        Frame one = telling.get();
        if (one != null) {
            action.accept(one);
        }
        tellingToo.forEach(action);
    }

    private void losePatience() {
        armed.set(false);
        forEach(Frame::takeOver);
        watch();
    }

    private @Nullable Frame frame() {
        for (Frame frame = INNERMOST.get(); frame != null; frame = frame.outer) {
            if (frame.of() == this && !frame.abandoned) {
                return frame;
            }
        }
        return null;
    }

    private static void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (Throwable e) {
            dropped(e);
        }
    }

    private static void dropped(Throwable error) {
        try {
            Operators.onErrorDropped(error, Context.empty());
        } catch (Throwable e) {
            // A hook that throws has been given the error, which is all there is to do.
        }
    }

    /** What one thread tells. Another one may take from it, but only this thread adds. */
    private final class Frame implements Consumer<Runnable> {

        private @Nullable Runnable first;
        private volatile @Nullable Queue<Runnable> others;
        private @Nullable Frame outer;
        private volatile boolean abandoned;
        private volatile int told;
        private volatile int seen = -1;

        Trampoline of() {
            return Trampoline.this;
        }

        @Override
        public void accept(Runnable next) {
            if (first == null) {
                first = next;
                return;
            }
            Queue<Runnable> queue = others;
            if (queue == null) {
                queue = new ConcurrentLinkedQueue<>();
                others = queue;
            }
            queue.add(next);
        }

        private @Nullable Runnable poll() {
            Queue<Runnable> queue = others;
            return queue == null ? null : queue.poll();
        }

        boolean hasMore() {
            Queue<Runnable> queue = others;
            return queue != null && !queue.isEmpty();
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        void tell(boolean awaited) {
            Runnable next = first;
            if (next == null) {
                return;
            }
            outer = INNERMOST.get();
            INNERMOST.set(this);
            boolean alone = telling.compareAndSet(null, this) || !tellingToo.add(this);
            boolean watched = false;
            try {
                for (; next != null; next = poll()) {
                    told++;
                    if (awaited && !watched && hasMore()) {
                        watched = true;
                        watch();
                    }
                    guarded(next);
                }
            } finally {
                if (alone) {
                    telling.set(null);
                } else {
                    tellingToo.remove(this);
                }
                INNERMOST.set(outer);
            }
        }

        void look() {
            seen = told;
        }

        /** Tells the rest here if the telling under way is the same as when it was last looked at. */
        void takeOver() {
            if (seen != told) {
                return;
            }
            abandoned = true;
            Frame rest = new Frame();
            for (Runnable next = poll(); next != null; next = poll()) {
                rest.accept(next);
            }
            rest.tell(true);
        }
    }
}
