package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.subscription.SubscriptionSignal.Started;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.Gate;
import io.aett.reactive.testkit.subscription.GeneratedLog;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** U1 to U3 of the contract: nothing skipped, each stream in its order, and what is stored never ahead of what is done. */
public abstract class SubscriptionOrderContract extends SubscriptionSuite {

    /** The window of a run with up to 64 lanes, and what is asked for ahead, room or not. */
    private static final int WINDOW = 1024;

    private static final int AHEAD = 1024;

    /** U1, U2: what is there, and what comes while it runs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everything_is_handled_once_and_each_stream_in_its_order(int slices) {
        List<Commit> stored = new ArrayList<>(write(20, 1, 3));
        Deliveries deliveries = Deliveries.empty();
        run(subscription().slices(slices).onCommit(deliveries));
        stored.addAll(write(20, 4, 6));

        assertHandled(deliveries, stored);
        assertThat(deliveries.begun()).hasSameSizeAs(stored);
        assertThat(deliveries.begun()).containsExactlyInAnyOrderElementsOf(stored);
    }

    /** U1: runs that end anywhere, with handlers that end on other threads, out of order. */
    @Test
    void after_any_cancel_the_next_run_goes_on_without_a_gap_behind_what_is_stored() {
        List<Commit> stored = writeMany();
        Seeded.run(random -> {
            Deliveries deliveries = Deliveries.of(commit -> somewhere(random.nextInt(4)));
            for (int life = 0; life < 6; life++) {
                deliveries.newRun();
                int before = deliveries.begun().size();
                long checkpoint = life == 0 ? 0 : status().checkpoint();
                Running running = run(subscription().slices(3).onCommit(deliveries));
                deliveries.awaitHandled(random.nextInt(stored.size() / 6) + 1);
                Await.until(
                        () -> "more than " + before + "; " + deliveries,
                        () -> deliveries.begun().size() > before
                                || status().checkpoint() >= last(stored).checkpointToken());
                running.stop();

                assertThat(deliveries.begun().stream().skip(before))
                        .allMatch(commit -> commit.checkpointToken() > checkpoint);
                assertNothingIsStoredAheadOf(deliveries, stored);
            }
            deliveries.newRun();
            run(subscription().slices(3).onCommit(deliveries));
            assertHandled(deliveries, stored);
        });
    }

    private static Mono<Void> somewhere(int way) {
        return switch (way) {
            case 0 -> Mono.empty();
            case 1 -> Mono.<Void>empty().subscribeOn(Schedulers.parallel());
            default -> Mono.delay(Duration.ofNanos(way * 100_000L)).then();
        };
    }

    private void assertNothingIsStoredAheadOf(Deliveries deliveries, List<Commit> stored) {
        long checkpoint = status().checkpoint();
        assertThat(new HashSet<>(deliveries.checkpoints()))
                .containsAll(checkpoints(stored).stream()
                        .filter(number -> number <= checkpoint)
                        .toList());
    }

    /** U1, U3: it stays below the one that is held back, in any slice, while all others are done. */
    @Test
    void the_stored_checkpoint_does_not_pass_a_commit_that_is_not_handled() {
        List<Commit> stored = write(12, 1, 4);
        Commit held = stored.get(stored.size() / 2);
        Gate gate = Gate.holding(held);
        Deliveries deliveries = Deliveries.of(gate);
        Running running = run(subscription()
                .stopTimeout(Duration.ZERO)
                .concurrency(16)
                .checkpointEvery(1, Duration.ofMillis(1))
                .onCommit(deliveries));

        status(status -> status.checkpoint() == held.checkpointToken() - 1);
        List<Commit> more = write(12, 5, 6);
        List<Commit> others = more.stream()
                .filter(commit -> !commit.streamId().equals(held.streamId()))
                .toList();
        Await.until(
                () -> "the others; " + deliveries,
                () -> deliveries.checkpoints().stream()
                                .filter(number -> number > last(stored).checkpointToken())
                                .count()
                        >= others.size() - laneMates(others));
        assertThat(status().checkpoint()).isEqualTo(held.checkpointToken() - 1);
        running.stop();
        assertThat(status().checkpoint()).isEqualTo(held.checkpointToken() - 1);

        gate.open();
        deliveries.newRun();
        assertThat(run(subscription().onCommit(deliveries))
                        .signal(Started.class)
                        .checkpoint())
                .isEqualTo(held.checkpointToken() - 1);
        List<Commit> all = new ArrayList<>(stored);
        all.addAll(more);
        assertHandled(deliveries, all);
    }

    /** Streams that happen to be in the same lane wait too: leave room for most of them. */
    private static long laneMates(List<Commit> others) {
        return others.size() / 2;
    }

    /** U1: what was read when nothing was handed out any more. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_read_while_a_run_ends_is_not_passed_over(boolean paused) {
        List<Commit> stored = new ArrayList<>(writeOne(STREAM, 1, 1));
        FailingStore watched = new FailingStore(store());
        Gate gate = Gate.closed();
        Deliveries deliveries = Deliveries.of(gate);
        Running running = run(subscription(watched.store()).slices(8).onCommit(deliveries));
        deliveries.awaitBegun(1);
        if (paused) {
            Await.done(subscriptions().pause(NAME));
        } else {
            running.cancel();
        }
        // Slices are left in their order, so that this says that all are closed.
        status(status -> status.slices().get(7).owner() == null);
        int before = watched.followed();
        stored.addAll(writeOne(STREAM, 2, 6));
        Await.until(() -> "what is read", () -> watched.followed() >= before + 5);

        gate.open();
        status(status -> status.slices().stream().allMatch(slice -> slice.owner() == null));
        assertThat(status().slices())
                .allMatch(slice -> slice.checkpoint() < stored.get(1).checkpointToken());
        if (paused) {
            Await.done(subscriptions().resume(NAME));
        } else {
            running.awaitStopped();
            run(subscription().slices(8).onCommit(deliveries));
        }
        assertHandled(deliveries, stored);
    }

    /** U2: the lanes are all used, and no more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8})
    void as_many_streams_are_at_work_at_once_as_there_are_lanes(int lanes) {
        Gate gate = Gate.closed();
        Deliveries deliveries = Deliveries.of(gate);
        run(subscription(new GeneratedLog(store(), 900, 300)).concurrency(lanes).onCommit(deliveries));

        Await.until(() -> lanes + " at work; " + deliveries, () -> deliveries.atWork() == lanes);
        gate.open();
        deliveries.awaitHandled(900);
        deliveries.check();
        assertThat(deliveries.most()).isLessThanOrEqualTo(lanes);
        assertThat(deliveries.begun()).hasSize(900);
    }

    /** U2: many more streams than lanes. */
    @Test
    void ten_thousand_streams_do_not_stand_still() {
        Deliveries deliveries = Deliveries.of(commit -> commit.checkpointToken() % 100 == 0
                ? Mono.<Void>empty().subscribeOn(Schedulers.parallel())
                : Mono.empty());
        run(subscription(new GeneratedLog(store(), 30_000, 10_000)).slices(4).onCommit(deliveries));

        deliveries.awaitHandled(30_000);
        deliveries.check();
        assertThat(deliveries.begun()).hasSize(30_000);
    }

    /** U3: of a million, no more is read than there is room for above the oldest that is not done. */
    @Test
    void a_commit_that_takes_long_stops_the_reading_when_the_window_is_full() {
        GeneratedLog log = new GeneratedLog(store(), 1_000_000, 100);
        Gate gate = Gate.holding(commit -> commit.checkpointToken() == 1);
        Deliveries deliveries =
                Deliveries.of(commit -> commit.checkpointToken() > 20_000 ? Mono.never() : gate.apply(commit));
        Running running =
                run(subscription(log).concurrency(32).stopTimeout(Duration.ZERO).onCommit(deliveries));

        Await.until(() -> "a full window; " + log.read(), () -> log.read() >= WINDOW);
        deliveries.awaitHandled(WINDOW / 4);
        Await.until(() -> "the end of the reading; " + log.read(), log::standsStill);
        assertThat(log.read()).isLessThanOrEqualTo(WINDOW + AHEAD + 1);
        assertThat(status(status -> true).checkpoint()).isZero();

        gate.open();
        Await.until(() -> "20,000; " + deliveries, () -> deliveries.handled().size() >= 19_000);
        assertThat(log.read()).isLessThanOrEqualTo(20_000 + WINDOW + AHEAD + 1);
        running.stop();
    }

    /** U11: no stack grows with what completes at once. */
    @Test
    void a_hundred_thousand_handlers_in_a_row_that_complete_at_once_are_no_matter() {
        Deliveries deliveries = Deliveries.empty();
        run(subscription(new GeneratedLog(store(), 100_000, 1)).onCommit(deliveries));

        deliveries.awaitHandled(100_000);
        deliveries.check();
        status(status -> status.slices().get(0).checkpoint() == 100_000);
    }

    /** U3: what is stored is what was done, at random. */
    @Test
    void whatever_is_held_back_the_stored_checkpoint_is_below_the_oldest_of_it() {
        List<Commit> stored = write(24, 1, 3);
        Seeded.run(random -> {
            List<Gate> gates = new ArrayList<>();
            List<Commit> held = held(random, stored);
            held.forEach(commit -> gates.add(Gate.holding(commit)));
            Deliveries deliveries = Deliveries.of(commit -> {
                int place = held.indexOf(commit);
                return place < 0 ? Mono.empty() : gates.get(place).apply(commit);
            });
            run(subscription()
                    .concurrency(64)
                    .checkpointEvery(1, Duration.ofMillis(1))
                    .onCommit(deliveries));
            for (int i = 0; i < held.size(); i++) {
                long below = held.get(i).checkpointToken() - 1;
                assertThat(status(status -> status.checkpoint() >= below).checkpoint())
                        .isEqualTo(below);
                gates.get(i).open();
            }
            assertHandled(deliveries, stored);
        });
    }

    private static List<Commit> held(Random random, List<Commit> stored) {
        List<Commit> held = new ArrayList<>();
        for (Commit commit : stored) {
            if (random.nextInt(12) == 0 || held.isEmpty()) {
                held.add(commit);
            }
        }
        return held;
    }
}
