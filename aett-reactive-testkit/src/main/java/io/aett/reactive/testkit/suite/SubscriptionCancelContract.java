package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.Retrying;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.FrozenStore;
import io.aett.reactive.testkit.subscription.Gate;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;

/** U7 of the contract: a run that is cancelled ends in good order, wherever it is. */
public abstract class SubscriptionCancelContract extends SubscriptionSuite {

    private static final Duration LONG = Duration.ofHours(1);

    private void assertNobodyOwns(SubscriptionStatus status) {
        assertThat(status.slices()).allMatch(slice -> slice.owner() == null);
    }

    /** U7: at each operation of the store. */
    @Test
    void a_run_that_is_cancelled_at_any_operation_of_the_store_ends_and_leaves_the_rest_to_the_next() {
        List<Commit> stored = write(4, 1, 3);
        for (int number : someOf(30)) {
            cancelledAt(number, stored);
        }
    }

    private void cancelledAt(int number, List<Commit> stored) {
        String name = "cancelled-" + number;
        Commit sick = of("stream-1", stored).get(1);
        int healthy = stored.size() - 2;
        Deliveries deliveries = Deliveries.of(
                commit -> commit.equals(sick) ? Mono.error(new IllegalStateException("sick")) : Mono.empty());
        FailingStore watched = new FailingStore(store());
        AtomicReference<Running> begun = new AtomicReference<>();
        AtomicBoolean early = new AtomicBoolean();
        watched.at(number, () -> {
            Running known = begun.get();
            if (known == null) {
                early.set(true);
            } else {
                known.cancel();
            }
        });
        Running running = run(named(name, watched.store()).onCommit(deliveries));
        begun.set(running);
        if (early.get()) {
            running.cancel();
        }
        Await.until(
                () -> "that operation or the end of the work; " + deliveries,
                () -> watched.counted() >= number || deliveries.checkpoints().size() == healthy);
        running.stop();

        deliveries.newRun();
        run(named(name, store()).onCommit(deliveries));
        Await.until(
                () -> "all of " + name + "; " + deliveries,
                () -> deliveries.checkpoints().size() == healthy
                        && Await.value(subscriptions().status(name)).checkpoint()
                                >= last(stored).checkpointToken());
        deliveries.check();
        assertThat(Await.value(subscriptions().status(name)).parked()).as(name).isEqualTo(2);
    }

    private Subscription.Builder named(String name, EventStore store) {
        return Subscription.builder(name, store)
                .slices(2)
                .leaseTime(data().leaseTime())
                .retry(2, Duration.ofMillis(1), Duration.ofMillis(1))
                .checkpointEvery(2, Duration.ofMillis(10));
    }

    /** U7: also where the store does not answer, within the time that is given for it. */
    @ParameterizedTest
    @CsvSource({"get,", "create,subscription", "scan,", "create,lease/", "create,position/", "replace,position/"})
    void a_run_that_waits_for_the_store_ends_when_it_is_cancelled(String operation, @Nullable String key) {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        FrozenStore frozen = new FrozenStore(
                second(), (called, of) -> called.equals(operation) && (key == null || of.startsWith(key)));
        frozen.freeze();
        Deliveries deliveries = Deliveries.empty();
        Running running = run(
                named(NAME, frozen.store()).stopTimeout(Duration.ofMillis(50)).onCommit(deliveries));
        Await.until(() -> "something that waits", () -> frozen.waiting() > 0);
        running.stop();
        frozen.thaw();

        deliveries.newRun();
        run(named(NAME, store()).onCommit(deliveries));
        assertHandled(deliveries, stored);
    }

    /** U7: who is at work ends, nothing further begins, and what he did is stored. */
    @Test
    void cancelling_waits_for_the_handlers_at_work_stores_the_checkpoint_and_gives_up_the_leases() {
        List<Commit> stored = writeOne(STREAM, 1, 5);
        Gate gate = Gate.holding(stored.get(2));
        Deliveries deliveries = Deliveries.of(gate);
        Running running =
                run(subscription().checkpointEvery(1_000_000, LONG).slices(8).onCommit(deliveries));
        deliveries.awaitBegun(3);

        running.cancel();
        status(status -> status.slices().get(7).owner() == null);
        gate.open();
        running.awaitStopped();
        assertThat(deliveries.begun()).hasSize(3);
        assertNobodyOwns(status());
        assertThat(status().slices()).anyMatch(slice -> isBetween(slice.checkpoint(), stored.get(2), stored.get(3)));

        deliveries.newRun();
        run(subscription().slices(8).onCommit(deliveries));
        assertHandled(deliveries, stored);
        assertThat(deliveries.begun()).hasSize(5);
    }

    /** U7: it is cancelled when its time is over. */
    @Test
    void a_handler_that_never_ends_does_not_hold_a_run_that_is_cancelled_beyond_its_time() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        TestPublisher<Object> endless = TestPublisher.create();
        Deliveries deliveries = Deliveries.of(commit -> commit.commitSequence() == 2 ? endless.flux() : Mono.empty());
        Running running = run(subscription().stopTimeout(Duration.ofMillis(100)).onCommit(deliveries));
        deliveries.awaitBegun(2);

        running.stop();
        endless.assertCancelled();
        assertNobodyOwns(status());
        assertThat(isBetween(status().checkpoint(), stored.get(0), stored.get(1)))
                .isTrue();
        assertThat(deliveries.begun()).hasSize(2);
    }

    /** U7: nobody waits for a pause between two attempts. */
    @Test
    void a_pause_between_attempts_does_not_hold_a_run_that_is_cancelled() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        Deliveries deliveries = Deliveries.of(commit -> Mono.error(new IllegalStateException("not yet")));
        Running running =
                run(subscription().stopTimeout(LONG).retry(5, LONG, LONG).onCommit(deliveries));
        running.signal(Retrying.class);

        running.stop();
        assertThat(deliveries.begun()).hasSize(1);
        assertThat(status().checkpoint()).isLessThan(stored.get(0).checkpointToken());
        assertThat(parked()).isEmpty();
        assertNobodyOwns(status());
    }

    /** U5, U7: what is being set aside is set aside, or handed out again. */
    @Test
    void a_run_that_is_cancelled_while_it_sets_a_commit_aside_loses_nothing() {
        List<Commit> stored = new ArrayList<>(writeOne(STREAM, 1, 3));
        FrozenStore frozen = new FrozenStore(second(), (operation, key) -> key.startsWith("parked/"));
        frozen.freeze();
        Running running = run(subscription(frozen.store())
                .retry(1, Duration.ZERO, Duration.ZERO)
                .onCommit(commit -> Mono.error(new IllegalStateException("sick"))));
        Await.until(() -> "setting aside", () -> frozen.waiting() > 0);
        running.cancel();
        frozen.thaw();
        running.awaitStopped();
        assertNobodyOwns(status());

        Deliveries deliveries = Deliveries.empty();
        run(subscription().onCommit(deliveries));
        awaitHandled(stored);
        if (parked().isEmpty()) {
            assertHandled(deliveries, stored);
        } else {
            assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored));
            assertThat(deliveries.begun()).isEmpty();
        }
    }

    /** U7: before anything has come of it. */
    @Test
    void a_run_that_is_cancelled_at_once_ends_at_once() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        Deliveries deliveries = Deliveries.empty();
        Subscription subscription = subscription().onCommit(deliveries).build();
        for (int i = 0; i < 5; i++) {
            deliveries.newRun();
            run(subscription).stop();
        }
        deliveries.newRun();
        run(subscription);
        assertHandled(deliveries, stored);
    }
}
