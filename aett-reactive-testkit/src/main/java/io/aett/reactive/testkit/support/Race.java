package io.aett.reactive.testkit.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Starts racers together, one thread each, and joins them all before anything is said. */
public final class Race {

    private Race() {}

    /** What a racer does, on a thread of its own. */
    @FunctionalInterface
    public interface Racer<T> {
        /** Runs to its end. */
        @Nullable
        T run() throws Throwable;
    }

    /** Races the monos that {@code racer} gives for 0 to {@code racers - 1}; outcomes in that order. */
    public static <T> List<Outcome<T>> of(int racers, IntFunction<Mono<T>> racer) {
        return run(racers, index -> () -> Await.valueOrNull(racer.apply(index)));
    }

    /** Races what {@code racer} gives for 0 to {@code racers - 1}; outcomes in that order. */
    public static <T> List<Outcome<T>> run(int racers, Function<Integer, Racer<T>> racer) {
        CyclicBarrier barrier = new CyclicBarrier(racers);
        List<@Nullable Outcome<T>> outcomes = new ArrayList<>(Collections.nCopies(racers, null));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < racers; i++) {
            int index = i;
            Thread thread = new Thread(
                    () -> {
                        Outcome<T> outcome = race(barrier, racer.apply(index));
                        synchronized (outcomes) {
                            outcomes.set(index, outcome);
                        }
                    },
                    "racer-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        long end = System.nanoTime() + 3 * Await.BOUND.toNanos();
        threads.forEach(thread -> join(thread, end));
        synchronized (outcomes) {
            return IntStream.range(0, racers)
                    .mapToObj(i -> {
                        Outcome<T> outcome = outcomes.get(i);
                        if (outcome == null) {
                            throw didNotEnd(threads.get(i));
                        }
                        return outcome;
                    })
                    .toList();
        }
    }

    private static <T> Outcome<T> race(CyclicBarrier barrier, Racer<T> racer) {
        long invoked = System.nanoTime();
        try {
            barrier.await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
            invoked = System.nanoTime();
            T value = racer.run();
            return new Outcome<>(value, null, invoked, System.nanoTime());
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            return new Outcome<>(null, e, invoked, System.nanoTime());
        } catch (Throwable e) {
            return new Outcome<>(null, e, invoked, System.nanoTime());
        }
    }

    /** Says where it is, and asks it to leave the processor to others. */
    private static AssertionError didNotEnd(Thread racer) {
        AssertionError error = new AssertionError(racer.getName() + " did not end; it is at");
        error.setStackTrace(racer.getStackTrace());
        racer.interrupt();
        return error;
    }

    /** All racers have the same time. */
    private static void join(Thread thread, long end) {
        try {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
