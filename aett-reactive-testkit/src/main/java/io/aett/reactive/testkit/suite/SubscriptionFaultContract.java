package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.LeaseLost;
import io.aett.reactive.subscription.SubscriptionSignal.Retrying;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.FailingStore.Way;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import reactor.core.publisher.Mono;

/** U1 and U7 of the contract while a store fails, and what ends a run for good. */
public abstract class SubscriptionFaultContract extends SubscriptionSuite {

    private static final int OPERATIONS = 30;

    private Subscription.Builder named(String name, EventStore store) {
        return Subscription.builder(name, store)
                .slices(2)
                .leaseTime(Duration.ofSeconds(90))
                .retry(2, Duration.ofMillis(1), Duration.ofMillis(1))
                .checkpointEvery(2, Duration.ofMillis(10));
    }

    private static Deliveries failingWith(Commit sick) {
        return Deliveries.of(
                commit -> commit.equals(sick) ? Mono.error(new IllegalStateException("sick")) : Mono.empty());
    }

    private void assertComplete(String name, Deliveries deliveries, List<Commit> stored, Commit sick) {
        Await.until(
                () -> "all of " + name + "; " + deliveries + "; "
                        + Await.value(subscriptions().status(name)),
                () -> Await.value(subscriptions().status(name)).checkpoint()
                        >= last(stored).checkpointToken());
        List<Long> parked = Await.all(subscriptions().parked(name)).stream()
                .map(ParkedCommit::checkpoint)
                .toList();
        List<Commit> behind = of(sick.streamId(), stored).stream()
                .filter(commit -> commit.commitSequence() >= sick.commitSequence())
                .toList();
        assertThat(parked).as(name).isEqualTo(checkpoints(behind));
        List<Commit> others = new ArrayList<>(stored);
        others.removeAll(behind);
        deliveries.check();
        assertThat(deliveries.checkpoints()).as(name).isEqualTo(checkpoints(others));
    }

    /** U1: whichever operation it is that fails once, in the start, in the work, in setting aside. */
    @ParameterizedTest
    @EnumSource(value = Way.class, names = "NONE", mode = Mode.EXCLUDE)
    void a_failure_of_any_single_operation_is_outlasted_and_nothing_is_lost(Way way) {
        List<Commit> stored = write(4, 1, 3);
        Commit sick = of("stream-1", stored).get(1);
        for (int number : someOf(OPERATIONS)) {
            String name = way + "-" + number;
            FailingStore failing = new FailingStore(store());
            failing.failAt(number, way);
            Deliveries deliveries = failingWith(sick);
            Running running = run(named(name, failing.store()).onCommit(deliveries));
            Await.until(
                    () -> "the start of " + name + "; " + running,
                    () -> Await.value(
                            store().states().get("aett.subscriptions", name).hasElement()));
            assertComplete(name, deliveries, stored, sick);
            running.stop();
        }
    }

    /** U7: it outlasts it by itself. */
    @ParameterizedTest
    @EnumSource(value = Way.class, names = "NONE", mode = Mode.EXCLUDE)
    void a_run_outlasts_a_store_that_is_away_for_a_while_and_nothing_is_lost(Way way) {
        List<Commit> stored = new ArrayList<>(write(6, 1, 2));
        Commit sick = stored.get(5);
        FailingStore failing = new FailingStore(store());
        Deliveries deliveries = failingWith(sick);
        Running running = run(named(NAME, failing.store()).onCommit(deliveries));
        awaitHandled(stored);

        failing.fail(way, "", "");
        stored.addAll(write(6, 3, 4));
        Await.until(() -> "failures", () -> failing.failures() >= 5);
        running.signal(Retrying.class);
        failing.heal();

        assertComplete(NAME, deliveries, stored, sick);
        assertThat(running.failure()).isNull();
        assertThat(running.signals(LeaseLost.class)).isEmpty();
    }

    /** U7: also one that is away when it begins. */
    @ParameterizedTest
    @CsvSource({"UNAVAILABLE,''", "UNAVAILABLE,create", "UNKNOWN,create", "UNAVAILABLE,scan"})
    void a_run_begins_when_the_store_comes_back(Way way, String operation) {
        List<Commit> stored = write(3, 1, 2);
        FailingStore failing = new FailingStore(store());
        failing.fail(way, operation, "");
        Deliveries deliveries = Deliveries.empty();
        Running running = run(named(NAME, failing.store()).onCommit(deliveries));
        Await.until(() -> "failures; " + running, () -> failing.failures() >= 3);
        assertThat(running.failure()).isNull();

        failing.heal();
        assertHandled(deliveries, stored);
    }

    /** U4: an owner that cannot renew its lease stops handing out, and begins again when it can. */
    @Test
    void an_owner_that_cannot_reach_the_store_for_longer_than_its_lease_stops_and_comes_back() {
        List<Commit> stored = new ArrayList<>(write(3, 1, 2));
        FailingStore failing = new FailingStore(store());
        Deliveries deliveries = Deliveries.shared(commit -> Mono.empty());
        Running running =
                run(named(NAME, failing.store()).leaseTime(data().leaseTime()).onCommit(deliveries));
        awaitHandled(stored);

        failing.fail(Way.UNAVAILABLE, "", "");
        running.signals(LeaseLost.class, 2);
        int before = deliveries.begun().size();
        stored.addAll(write(3, 3, 4));
        assertThat(deliveries.begun()).hasSize(before);
        failing.heal();

        awaitHandled(stored);
        deliveries.check();
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(stored));
    }

    /** What is stored of the subscription is ahead of the log: the store was put back to an older state. */
    @Test
    void a_checkpoint_ahead_of_the_log_is_an_error_and_not_silence() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription()
                .startFrom(StartFrom.checkpoint(last(stored).checkpointToken() + 1_000_000))
                .onCommit(deliveries));

        assertThat(running.awaitError()).hasMessageContaining("checkpoint");
        assertThat(deliveries.begun()).isEmpty();
    }

    /** A store that will not come back. */
    @Test
    void a_store_that_was_closed_ends_the_run_in_an_error() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        EventStore other = second();
        Running running = run(subscription(other).onCommit(Deliveries.empty()));
        awaitHandled(stored);

        Await.done(other.close());
        assertThat(running.awaitError()).isInstanceOf(EventStoreException.class);
        assertThat(status().checkpoint()).isEqualTo(last(stored).checkpointToken());
    }

    /** A store that is not there any more. */
    @Test
    void a_store_that_was_dropped_ends_the_run_in_an_error() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        Running running = run(subscription().onCommit(Deliveries.empty()));
        awaitHandled(stored);

        Await.done(store().management().drop());
        assertThat(running.awaitError()).isInstanceOf(EventStoreException.class);
    }
}
