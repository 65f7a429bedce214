package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.domain.Errand.Untimed;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.FailingStore.Way;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** P1 to P3 of the contract while the store fails or the run is cancelled, at each of its operations. */
public abstract class SagaFaultContract extends SagaSuite {

    private static final int OPERATIONS = 40;

    private void tellSome() {
        tell(Asked.of("a", 1), Asked.of("a", 2), Asked.of("b", 3));
        tell(Asked.of("a", 4));
    }

    private List<Object> takenBy(String runner) {
        return taken(saga(runner, "a"));
    }

    private void assertTaken(String runner) {
        settle(runner);
        assertThat(takenBy(runner)).as(runner).containsExactly(Asked.of("a", 1), Asked.of("a", 2), Asked.of("a", 4));
        assertThat(taken(saga(runner, "b"))).as(runner).containsExactly(Asked.of("b", 3));
        assertThat(parked(runner)).as(runner).isEmpty();
    }

    /** P1: also the answer to the saga's own commit. */
    @ParameterizedTest
    @EnumSource(value = Way.class, names = "NONE", mode = Mode.EXCLUDE)
    void whichever_operation_of_a_runner_fails_each_event_is_taken_in_once(Way way) {
        tellSome();
        for (int number : someOf(OPERATIONS)) {
            String name = way + "-" + number;
            FailingStore failing = new FailingStore(store());
            failing.failAt(number, way);
            Running running = run(runner(name, failing.store()));
            assertTaken(name);
            running.stop();
        }
    }

    /** P1, U7. */
    @Test
    void a_runner_that_is_cancelled_at_any_operation_leaves_the_rest_to_the_next() {
        tellSome();
        for (int number : someOf(OPERATIONS)) {
            String name = "cancelled-" + number;
            FailingStore watched = new FailingStore(store());
            cancelled(
                    watched,
                    number,
                    () -> run(runner(name, watched.store())),
                    () -> takenBy(name).size() == 3);
            Running next = run(runner(name, store()));
            assertTaken(name);
            next.stop();
        }
    }

    /** Of a tenant of its own. */
    private CommandRelay.Builder relay(String name, EventStore store) {
        return relay(name, store, adding())
                .subscription(options -> quick(options).tenants(name));
    }

    /** What a relay has to do: commands, a timer that is due, one that was replaced, one that was taken back. */
    private void tellSaga(String name) {
        tellSaga(name, "saga", Asked.of("a", 1, 2), new Timed("a", "t", STAMP.plusSeconds(1), 100));
        tellSaga(name, "saga", Asked.of("a", 3), new Timed("a", "t", STAMP, 4), new Timed("a", "u", STAMP, 100));
        tellSaga(name, "saga", Asked.of("a", 5), new Untimed("a", "u"));
    }

    private void assertAdded(String name) {
        Await.until(() -> name + ": " + added(name, "a"), () -> added(name, "a").size() >= 5);
        settle(name + TIMERS);
        CommandRelay relay = relay(name, store()).build();
        Await.until(
                () -> name + " to have no timers",
                () -> Await.all(relay.pendingTimers()).isEmpty());
        settle(name);
        assertThat(added(name, "a"))
                .as(name)
                .containsExactlyInAnyOrder(1, 2, 3, 4, 5)
                .containsSubsequence(1, 2, 3, 5);
        assertThat(parked(name)).as(name).isEmpty();
        assertThat(parked(name + TIMERS)).as(name).isEmpty();
    }

    /** P2, P3: in the work, in the noting of timers, in saying that they are due. */
    @ParameterizedTest
    @EnumSource(value = Way.class, names = "NONE", mode = Mode.EXCLUDE)
    void whichever_operation_of_a_relay_fails_each_command_has_its_effect_once(Way way) {
        for (int number : someOf(OPERATIONS)) {
            String name = way + "-" + number;
            tellSaga(name);
            FailingStore failing = new FailingStore(store());
            failing.failAt(number, way);
            Running running = run(relay(name, failing.store()));
            assertAdded(name);
            running.stop();
        }
    }

    /** P2, P3, U7. */
    @Test
    void a_relay_that_is_cancelled_at_any_operation_leaves_the_rest_to_the_next() {
        for (int number : someOf(OPERATIONS)) {
            String name = "cancelled-" + number;
            tellSaga(name);
            FailingStore watched = new FailingStore(store());
            cancelled(watched, number, () -> run(relay(name, watched.store())), () -> false);
            Running next = run(relay(name, store()));
            assertAdded(name);
            next.stop();
        }
    }

    private void cancelled(FailingStore watched, int number, Supplier<Running> begin, BooleanSupplier done) {
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
        Running running = begin.get();
        begun.set(running);
        if (early.get()) {
            running.cancel();
        }
        Await.until(
                () -> "operation " + number + "; " + running, () -> watched.counted() >= number || done.getAsBoolean());
        running.stop();
    }

    /** P3: what cannot be written down, or said, is tried until it can, more often than a commit is. */
    @ParameterizedTest
    @CsvSource({
        "UNAVAILABLE, create, 8000",
        "UNKNOWN, create, 8000",
        "UNAVAILABLE, remove, 8000",
        "UNKNOWN, remove, 8000",
        "UNAVAILABLE, commit, timer-",
        "UNKNOWN, commit, timer-",
    })
    void no_timer_is_lost_while_the_store_is_away(Way way, String operation, String key) {
        String name = "relay";
        tellSaga(name);
        FailingStore failing = new FailingStore(store());
        failing.fail(way, operation, key);
        Running running = run(relay(name, failing.store()));
        int failures = way == Way.UNKNOWN ? 1 : 4;
        Await.until(() -> failing.failures() + " failures; " + running, () -> failing.failures() >= failures);
        failing.heal();

        assertAdded(name);
        assertThat(running.failure()).isNull();
    }
}
