package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.subscription.SliceStatus;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.LeaseLost;
import io.aett.reactive.subscription.SubscriptionSignal.Started;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.FrozenStore;
import io.aett.reactive.testkit.subscription.Gate;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** U4 of the contract: who owns a slice, and what one who does not any more can do. */
public abstract class SubscriptionOwnershipContract extends SubscriptionSuite {

    /** So that nothing of a test happens because a lease runs out. */
    private static final Duration LONG = Duration.ofHours(1);

    private List<Long> shares() {
        Collection<Long> counts = status().slices().stream()
                .map(SliceStatus::owner)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(owner -> owner, Collectors.counting()))
                .values();
        return counts.stream().sorted().toList();
    }

    private void awaitShares(Long... wanted) {
        Await.until(() -> List.of(wanted) + ", but " + status(), () -> shares().equals(List.of(wanted)));
    }

    private List<StateEntry> stored(String from) {
        return Await.all(store().states()
                .scan("aett.subscription/" + NAME, from)
                .takeWhile(entry -> entry.key().startsWith(from)));
    }

    private static void assertOneOwnerEach(List<Running> runs) {
        List<String> epochs = runs.stream()
                .flatMap(run -> run.signals(Started.class).stream())
                .map(started -> started.slice() + " in epoch " + started.epoch())
                .toList();
        assertThat(epochs).doesNotHaveDuplicates();
    }

    /** U4: by joining and leaving in good order alone. */
    @Test
    void slices_are_spread_evenly_and_change_hands_at_once_when_runs_join_and_leave() {
        List<Commit> stored = new ArrayList<>(write(12, 1, 2));
        Deliveries deliveries = Deliveries.shared(commit -> Mono.empty());
        List<Running> runs = new ArrayList<>();
        runs.add(run(subscription().slices(6).leaseTime(LONG).onCommit(deliveries)));
        awaitShares(6L);
        runs.add(run(subscription(second()).slices(6).leaseTime(LONG).onCommit(deliveries)));
        awaitShares(3L, 3L);
        stored.addAll(write(12, 3, 3));
        runs.add(run(subscription(second()).slices(6).leaseTime(LONG).onCommit(deliveries)));
        awaitShares(2L, 2L, 2L);
        stored.addAll(write(12, 4, 4));

        runs.get(0).stop();
        awaitShares(3L, 3L);
        stored.addAll(write(12, 5, 5));
        runs.get(2).stop();
        awaitShares(6L);
        stored.addAll(write(12, 6, 6));

        assertHandled(deliveries, stored);
        assertOneOwnerEach(runs);
        assertThat(runs).allMatch(run -> run.signals(LeaseLost.class).isEmpty());
    }

    /** U4: one waits, and is there when it is needed. */
    @Test
    void a_run_too_many_waits_until_another_leaves() {
        List<Commit> stored = write(6, 1, 1);
        Deliveries deliveries = Deliveries.shared(commit -> Mono.empty());
        List<Running> runs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runs.add(run(subscription(second()).slices(2).leaseTime(LONG).onCommit(deliveries)));
            awaitShares(i == 0 ? new Long[] {2L} : new Long[] {1L, 1L});
        }
        Running idle = runs.get(2);
        assertThat(idle.signals(Started.class)).isEmpty();

        runs.get(0).stop();
        runs.get(1).stop();
        awaitShares(2L);
        idle.signals(Started.class, 2);
        assertHandled(deliveries, stored);
        assertOneOwnerEach(runs);
    }

    /** U1, U2, U4: runs that come and go, at random. */
    @Test
    void runs_that_come_and_go_skip_nothing_and_never_work_on_a_slice_together() {
        Seeded.run(random -> {
            List<Commit> stored = new ArrayList<>();
            Deliveries deliveries = Deliveries.shared(commit ->
                    random.nextBoolean() ? Mono.empty() : Mono.<Void>empty().subscribeOn(Schedulers.parallel()));
            List<EventStore> stores = List.of(store(), second(), second());
            List<Running> all = new ArrayList<>();
            List<Running> running = new ArrayList<>();
            for (int step = 1; step <= 12; step++) {
                if (running.isEmpty() || (running.size() < 4 && random.nextBoolean())) {
                    Running next = run(subscription(stores.get(random.nextInt(3)))
                            .slices(5)
                            .leaseTime(LONG)
                            .onCommit(deliveries));
                    running.add(next);
                    all.add(next);
                } else {
                    running.remove(random.nextInt(running.size())).stop();
                }
                stored.addAll(write(10, step, step));
            }
            if (running.isEmpty()) {
                all.add(run(subscription().slices(5).leaseTime(LONG).onCommit(deliveries)));
            }
            assertHandled(deliveries, stored);
            assertOneOwnerEach(all);
        });
    }

    /** U4: within the lease time; and back again. */
    @Test
    void a_run_that_is_stopped_in_its_tracks_is_replaced_and_gets_its_share_when_it_comes_back() {
        List<Commit> stored = new ArrayList<>(write(8, 1, 2));
        FrozenStore frozen = new FrozenStore(second());
        Deliveries first = Deliveries.shared(commit -> Mono.empty());
        Deliveries second = Deliveries.shared(commit -> Mono.empty());
        Running stopped = run(subscription(frozen.store())
                .slices(4)
                .leaseTime(data().leaseTime())
                .onCommit(first));
        awaitHandled(stored);
        Running other =
                run(subscription().slices(4).leaseTime(data().leaseTime()).onCommit(second));
        awaitShares(2L, 2L);

        frozen.freeze();
        awaitShares(4L);
        stored.addAll(write(8, 3, 4));
        awaitHandled(stored);
        frozen.thaw();
        stopped.signal(LeaseLost.class);
        awaitShares(2L, 2L);
        stored.addAll(write(8, 5, 5));
        awaitHandled(stored);

        TreeSet<Long> handled = new TreeSet<>(first.checkpoints());
        handled.addAll(second.checkpoints());
        assertThat(List.copyOf(handled)).isEqualTo(checkpoints(stored));
        assertOneOwnerEach(List.of(stopped, other));
    }

    /** U4: by its own clock it is the owner for ever, and it is told otherwise by what is stored. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_owner_whose_clock_stands_still_can_store_nothing_once_it_was_replaced(boolean succeeds) {
        List<Commit> stored = write(4, 1, 2);
        Commit held = stored.get(3);
        Gate gate = Gate.holding(held);
        VirtualTimeScheduler still = VirtualTimeScheduler.create();
        Running old = run(subscription(second())
                .concurrency(32)
                .scheduler(still)
                .leaseTime(data().leaseTime())
                .retry(1, Duration.ZERO, Duration.ZERO)
                .checkpointEvery(1, Duration.ofMillis(1))
                .onCommit(commit -> succeeds
                        ? gate.apply(commit)
                        : Mono.when(gate.apply(commit))
                                .then(Mono.error(
                                        () -> held.equals(commit) ? new IllegalStateException("late") : new Passing()))
                                .onErrorResume(Passing.class, passing -> Mono.empty())));
        status(status -> status.checkpoint() == held.checkpointToken() - 1);

        Deliveries deliveries = Deliveries.empty();
        Running next = run(subscription().leaseTime(data().leaseTime()).onCommit(deliveries));
        assertThat(next.signal(Started.class).epoch()).isEqualTo(2);
        awaitHandled(stored);
        status(status -> status.checkpoint() == last(stored).checkpointToken());
        List<StateEntry> before = stored("position/");
        assertThat(old.signals(LeaseLost.class)).isEmpty();

        gate.open();
        old.signal(LeaseLost.class);
        assertThat(stored("position/")).isEqualTo(before);
        assertThat(parked()).isEmpty();
        assertThat(status().slices().get(0).epoch()).isEqualTo(2);
        assertThat(deliveries.begun()).allMatch(commit -> commit.checkpointToken() >= held.checkpointToken());
        old.stop();
        assertThat(next.signals(LeaseLost.class)).isEmpty();
    }

    private static final class Passing extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** U4: what was on its way when it was stopped. */
    @ParameterizedTest
    @ValueSource(strings = {"position/", "parked/"})
    void what_an_owner_sent_before_it_was_stopped_and_comes_late_changes_nothing(String key) {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        FrozenStore frozen =
                new FrozenStore(second(), (operation, of) -> of.startsWith(key) || of.startsWith("lease/"));
        Running old = run(subscription(frozen.store())
                .leaseTime(data().leaseTime())
                .retry(1, Duration.ZERO, Duration.ZERO)
                .onCommit(commit -> {
                    frozen.freeze();
                    return key.equals("parked/") ? Mono.error(new IllegalStateException("x")) : Mono.empty();
                }));
        Await.until(() -> "a write on its way", () -> frozen.waiting() > 0);

        Deliveries deliveries = Deliveries.empty();
        run(subscription().leaseTime(data().leaseTime()).onCommit(deliveries));
        assertHandled(deliveries, stored);
        List<StateEntry> before = stored("position/");

        frozen.thaw();
        old.signal(LeaseLost.class);
        old.stop();
        assertThat(stored("position/")).isEqualTo(before);
        assertThat(parked()).isEmpty();
        assertThat(status().slices().get(0).epoch()).isEqualTo(2);
    }

    /** U1, U4: what was at work then was not done. The lease is long, so that no slice is lost before it is given up. */
    @Test
    void an_owner_that_loses_a_slice_while_it_gives_it_up_stores_nothing_that_was_not_done() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        FrozenStore frozen = new FrozenStore(second(), (operation, key) -> key.startsWith("lease/"));
        Deliveries held = Deliveries.of(Gate.closed());
        Running old = run(subscription(frozen.store())
                .slices(8)
                .leaseTime(Duration.ofSeconds(6))
                .stopTimeout(Duration.ofSeconds(30))
                .onCommit(held));
        held.awaitBegun(1);
        Await.done(subscriptions().pause(NAME));
        status(status -> status.slices().get(7).owner() == null);
        frozen.freeze();
        old.signal(LeaseLost.class);
        frozen.thaw();
        old.stop();

        assertThat(status().checkpoint()).isLessThan(stored.get(0).checkpointToken());
        Await.done(subscriptions().resume(NAME));
        Deliveries deliveries = Deliveries.empty();
        run(subscription().slices(8).onCommit(deliveries));
        assertHandled(deliveries, stored);
    }

    /** U4: a stream must not change its slice. */
    @Test
    void another_number_of_slices_is_an_error_that_names_cause_and_cure() {
        List<Commit> stored = writeOne(STREAM, 1, 1);
        run(subscription().slices(3).onCommit(commit -> Mono.empty()));
        awaitHandled(stored);

        Throwable error = run(subscription(second()).slices(4).onCommit(commit -> Mono.empty()))
                .awaitError();

        assertThat(error)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(NAME)
                .hasMessageContaining("3 slices")
                .hasMessageContaining("4")
                .hasMessageContaining("build it with the number that it has");
        awaitHandled(writeOne(STREAM, 2, 2));
    }

    /** Two under one name would share a checkpoint, and each pass over what the other was to do. */
    @Test
    void a_name_is_that_of_one_kind() {
        List<Commit> stored = writeOne(STREAM, 1, 1);
        run(subscription().kind("relay").onCommit(commit -> Mono.empty()));
        awaitHandled(stored);

        assertThat(run(subscription(second()).onCommit(commit -> Mono.empty())).awaitError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the name " + NAME + " is that of a relay")
                .hasMessageContaining("give one of them another name");
        assertThat(run(subscription(second()).kind("runner").onCommit(commit -> Mono.empty()))
                        .awaitError())
                .hasMessageContaining("cannot be that of a runner");
        run(subscription(second()).kind("relay").onCommit(commit -> Mono.empty()));
        awaitHandled(writeOne(STREAM, 2, 2));
    }

    /** At most one run per object, and another one later. */
    @Test
    void an_object_runs_once_at_a_time() {
        List<Commit> stored = new ArrayList<>(writeOne(STREAM, 1, 1));
        Deliveries deliveries = Deliveries.empty();
        Subscription subscription = subscription().onCommit(deliveries).build();
        assertThat(subscription.name()).isEqualTo(NAME);
        Running running = run(subscription);
        awaitHandled(stored);
        assertThat(Recorder.of(subscription.run()).awaitError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("running in this object already");
        stored.addAll(writeOne(STREAM, 2, 2));
        awaitHandled(stored);
        running.stop();

        run(subscription);
        stored.addAll(writeOne(STREAM, 3, 3));
        assertHandled(deliveries, stored);
    }
}
