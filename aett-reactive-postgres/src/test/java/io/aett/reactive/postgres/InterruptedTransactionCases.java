package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Whenever a transaction is cancelled or fails, all of it is written or nothing, and the connection comes back. */
abstract class InterruptedTransactionCases extends TransactionSuite {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void cancelled_between_its_statements_all_is_undone(int statements) {
        AtomicReference<String> reached = new AtomicReference<>("");
        Recorder<Object> running = Recorder.of(transactions()
                .within((connection, states) -> Mono.just(1)
                        .delayUntil(start -> statements > 0 ? insert(connection, 1) : Mono.empty())
                        .delayUntil(start -> statements > 1 ? states.create(SPACE, "k", bytes("one")) : Mono.empty())
                        .doOnNext(start -> reached.set("there"))
                        .then(Mono.never())));
        Await.until(() -> "the work's last step", () -> reached.get().equals("there"));

        running.cancel();

        Await.until(() -> "the connection's return", () -> data().openResources() == 0);
        assertNothingWritten();
    }

    @Test
    void cancelled_while_a_statement_waits_for_a_lock_all_is_undone_and_the_connection_is_not_kept() {
        StateEntry entry = created("k");
        StalledWriter locking = StalledWriter.idle(data().database);
        locking.run("UPDATE %s.states SET value = value".formatted(data().schema));
        Recorder<StateEntry> running = Recorder.of(transactions()
                .within((connection, states) -> insert(connection, 1).then(states.replace(entry, bytes("one")))));
        data().database.awaitWaitingFor("transactionid");

        running.cancel();
        Await.until(() -> "the connection's return", () -> data().openResources() == 0);
        locking.rollback();

        nobodyIsLeftInATransaction();
        Await.until(
                () -> "the end of who waited",
                () -> data().database
                        .query(
                                "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND usename = '"
                                        + Database.ROLE + "'",
                                row -> row.get(0))
                        .isEmpty());
        assertThat(numbers()).isEmpty();
        assertThat(Await.value(store().states().get(SPACE, "k"))).isEqualTo(entry);
    }

    /** From before there is a connection to after the commit; how far each one comes is left to chance. */
    @Test
    void cancelled_at_any_moment_all_of_it_is_written_or_nothing() {
        Await.done(transactions().within((connection, states) -> run(connection, "SELECT 1")));
        for (int i = 0; i < 60; i++) {
            String key = "k" + i;
            int number = i;
            Recorder<StateEntry> running = Recorder.of(transactions()
                    .within((connection, states) ->
                            insert(connection, number).then(states.create(SPACE, key, bytes("one")))));
            if (i > 0) {
                Await.done(Mono.delay(Duration.ofNanos(i * 100_000L)));
            }
            running.cancel();
        }
        Await.until(() -> "the connections' return", () -> data().openResources() == 0);
        nobodyIsLeftInATransaction();

        assertThat(Await.all(store().states().scan(SPACE, "")))
                .extracting(StateEntry::key)
                .containsExactlyInAnyOrderElementsOf(
                        numbers().stream().map(number -> "k" + number).toList());
        Await.done(transactions().within((connection, states) -> insert(connection, 1000)));
    }

    /** As a work with a time-out does, whose error comes in another thread than the driver's. */
    @Test
    void failing_at_any_moment_all_of_it_is_written_or_nothing() {
        Await.done(transactions().within((connection, states) -> run(connection, "SELECT 1")));
        for (int i = 0; i < 60; i++) {
            String key = "k" + i;
            int number = i;
            Recorder<StateEntry> running = Recorder.of(transactions()
                    .within((connection, states) -> Mono.firstWithSignal(
                            insert(connection, number).then(states.create(SPACE, key, bytes("one"))),
                            Mono.delay(Duration.ofNanos(number * 100_000L))
                                    .then(Mono.error(new IllegalStateException("too late"))))));
            Await.until(() -> "an end", () -> running.completed() || running.failure() != null);
        }
        Await.until(() -> "the connections' return", () -> data().openResources() == 0);
        nobodyIsLeftInATransaction();

        assertThat(Await.all(store().states().scan(SPACE, "")))
                .extracting(StateEntry::key)
                .containsExactlyInAnyOrderElementsOf(
                        numbers().stream().map(number -> "k" + number).toList());
    }

    @Test
    void many_that_are_cancelled_at_once_leave_connections_for_those_who_come() {
        AtomicInteger reached = new AtomicInteger();
        List<Recorder<Object>> running = IntStream.range(0, 5)
                .mapToObj(i -> Recorder.of(transactions()
                        .within((connection, states) -> insert(connection, i)
                                .doOnNext(inserted -> reached.incrementAndGet())
                                .then(Mono.never()))))
                .toList();
        Await.until(() -> "five at work", () -> reached.get() == 5);

        running.forEach(Recorder::cancel);
        Await.until(() -> "the connections' return", () -> data().openResources() == 0);

        assertThat(Await.valueOrNull(store().states().get(SPACE, "k"))).isNull();
        Await.done(transactions().within((connection, states) -> insert(connection, 1)));
        assertThat(numbers()).containsExactly(1);
    }
}
