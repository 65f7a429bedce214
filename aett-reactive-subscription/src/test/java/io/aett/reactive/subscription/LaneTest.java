package io.aett.reactive.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class LaneTest {

    private static final int ITEMS = 200_000;

    /** Who takes sees an item no sooner than it is there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void what_is_offered_while_units_end_on_another_thread_is_done_in_its_order(int max) throws InterruptedException {
        List<Integer> done = new ArrayList<>();
        CountDownLatch left = new CountDownLatch(ITEMS);
        Lane<Integer> lane = new Lane<>(
                max,
                Duration.ZERO,
                Schedulers.parallel(),
                unit -> Mono.<Void>fromRunnable(() -> {
                            done.addAll(unit);
                            unit.forEach(item -> left.countDown());
                        })
                        .subscribeOn(Schedulers.single()));
        Disposable working = lane.subscribe();
        try {
            long bound = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            for (int item = 0; item < ITEMS; item++) {
                while (ITEMS - left.getCount() < item - 1 && System.nanoTime() < bound) {
                    Thread.onSpinWait();
                }
                lane.offer(item);
            }

            assertThat(left.await(bound - System.nanoTime(), TimeUnit.NANOSECONDS))
                    .isTrue();
            assertThat(done).isEqualTo(IntStream.range(0, ITEMS).boxed().toList());
        } finally {
            working.dispose();
        }
    }

    /** Runs what is to run later when the test says so, disposed of or not. */
    private static final class LateScheduler implements Scheduler {

        private final List<Runnable> later = new ArrayList<>();

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(task);
            return Disposables.single();
        }

        @Override
        public Disposable schedule(Runnable task) {
            throw new AssertionError("nothing runs at once");
        }

        @Override
        public Worker createWorker() {
            throw new AssertionError("there are no workers");
        }
    }

    @Test
    void a_wait_that_was_given_up_and_is_over_late_ends_no_other_wait() {
        LateScheduler scheduler = new LateScheduler();
        List<List<Integer>> units = new ArrayList<>();
        Lane<Integer> lane = new Lane<>(3, Duration.ofSeconds(1), scheduler, unit -> {
            units.add(unit);
            return Mono.empty();
        });
        Disposable working = lane.subscribe();
        List.of(1, 2, 3, 4).forEach(lane::offer);
        scheduler.later.get(0).run();
        List.of(5, 6, 7).forEach(lane::offer);
        assertThat(units).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6));

        scheduler.later.get(2).run();
        scheduler.later.get(1).run();
        assertThat(units).containsExactly(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
        working.dispose();
    }
}
