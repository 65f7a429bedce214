package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Transactions and states over a network that fails. */
class TransactionFaultTest extends ContractSuite<FaultTest.Proxied> {

    private static final String SPACE = "space";
    private static final byte[] VALUE = {1};

    /** With its end, as it is sent: {@code READ COMMITTED} is none. */
    private static final String COMMIT = "COMMIT\0";

    @Override
    protected FaultTest.Proxied fixture() {
        return new FaultTest.Proxied();
    }

    private FaultProxy proxy() {
        return data().proxy;
    }

    private static Mono<StateEntry> create(PostgresEventStore store, String key) {
        return store.transactions().within((connection, states) -> states.create(SPACE, key, VALUE));
    }

    private PostgresEventStore opened() {
        return (PostgresEventStore) store();
    }

    private List<String> stored() {
        return data().database
                .query(
                        "SELECT key FROM %s.states ORDER BY key".formatted(data().schema),
                        row -> CommitRow.text(row, 0));
    }

    @Test
    void an_answer_to_the_commit_that_is_lost_leaves_the_outcome_unknown() {
        Await.done(create(opened(), "a"));
        proxy().loseNextAnswer(COMMIT);

        Await.error(StateOutcomeUnknownException.class, create(opened(), "b"));

        assertThat(stored()).containsExactly("a", "b");
        Await.done(create(opened(), "c"));
    }

    @Test
    void a_commit_that_is_lost_leaves_the_outcome_unknown() {
        Await.done(create(opened(), "a"));
        proxy().loseNextRequest(COMMIT);

        Await.error(StateOutcomeUnknownException.class, create(opened(), "b"));

        assertThat(stored()).containsExactly("a");
    }

    /** Its outcome is known: the connection took the transaction with it. */
    @Test
    void an_answer_within_the_transaction_that_is_lost_undoes_it() {
        Await.done(create(opened(), "a"));
        proxy().loseNextAnswer("lost-answer");
        Await.error(StorageUnavailableException.class, create(opened(), "lost-answer"));
        proxy().loseNextAnswer("BEGIN");
        Await.error(StorageUnavailableException.class, create(opened(), "c"));

        assertThat(stored()).containsExactly("a");
    }

    /** Whatever the work makes of it. */
    @Test
    void a_change_that_was_not_answered_in_time_is_not_committed() {
        StateEntry entry = Await.value(create(opened(), "a"));
        PostgresEventStore impatient =
                (PostgresEventStore) second(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(500)));
        StalledWriter locking = StalledWriter.idle(data().database);
        locking.run("UPDATE %s.states SET value = value".formatted(data().schema));

        Await.error(
                StorageUnavailableException.class,
                impatient
                        .transactions()
                        .within((connection, states) ->
                                states.replace(entry, VALUE).onErrorResume(error -> Mono.empty())));
        locking.rollback();

        Await.until(() -> "the connection's return", () -> impatient.connectionsInUse() == 0);
        assertThat(Await.value(store().states().get(SPACE, "a"))).isEqualTo(entry);
    }

    @Test
    void a_server_that_is_silent_is_waited_for_as_long_as_the_time_out_says() {
        PostgresEventStore impatient =
                (PostgresEventStore) second(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(500)));
        Sinks.Empty<Void> paused = Sinks.empty();
        AtomicBoolean changed = new AtomicBoolean();
        Recorder<StateEntry> running = Recorder.of(impatient
                .transactions()
                .within((connection, states) -> states.create(SPACE, "a", VALUE)
                        .doOnNext(created -> changed.set(true))
                        .delayUntil(created -> paused.asMono())));
        Await.until(() -> "a change", changed::get);
        proxy().pause();
        paused.tryEmitEmpty();

        assertThat(running.awaitError()).isInstanceOf(StateOutcomeUnknownException.class);
        Await.error(StorageUnavailableException.class, create(impatient, "b"));
        proxy().resume();

        Await.until(() -> "the connections' return", () -> impatient.connectionsInUse() == 0);
        Await.until(
                () -> "a transaction",
                () -> Await.value(create(impatient, "c").thenReturn(true).onErrorReturn(false)));
    }

    @ParameterizedTest
    @EnumSource
    void connections_cut_anywhere_leave_each_transaction_whole_or_undone(Direction direction) {
        Await.done(create(opened(), "a"));
        List<String> known = new ArrayList<>(List.of("a"));
        List<String> perhaps = new ArrayList<>();
        for (int bytes = 0; bytes < 1000; bytes += 23) {
            String key = "k" + bytes;
            proxy().cutAfter(direction, bytes);
            Recorder<StateEntry> running = Recorder.of(create(opened(), key));
            Await.until(() -> "an end", () -> running.completed() || running.failure() != null);
            proxy().heal();
            if (running.failure() == null) {
                known.add(key);
            } else {
                assertThat(running.failure())
                        .isInstanceOfAny(StateOutcomeUnknownException.class, StorageUnavailableException.class);
                if (running.failure() instanceof StateOutcomeUnknownException) {
                    perhaps.add(key);
                }
            }
        }

        List<String> stored = stored();
        assertThat(stored).containsAll(known);
        known.addAll(perhaps);
        assertThat(known).containsAll(stored);
    }
}
