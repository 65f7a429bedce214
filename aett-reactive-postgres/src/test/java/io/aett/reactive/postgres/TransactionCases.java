package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.spi.R2dbcDataIntegrityViolationException;
import io.r2dbc.spi.ValidationDepth;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** A program's own writes and changes of states are one, or none of them is; and the connection always comes back. */
abstract class TransactionCases extends InterruptedTransactionCases {

    /** U9. */
    @Test
    void all_of_it_is_seen_after_the_commit_and_nothing_before() {
        Mono<StateEntry> work = transactions()
                .within((connection, states) -> insert(connection, 1)
                        .then(states.create(SPACE, "k", bytes("one")))
                        .flatMap(entry -> states.get(SPACE, "k")
                                .doOnNext(seen -> assertThat(seen).isEqualTo(entry)))
                        .flatMap(entry -> store().states()
                                .get(SPACE, "k")
                                .map(seen -> "seen outside")
                                .defaultIfEmpty("not seen outside")
                                .doOnNext(seen -> assertThat(seen).isEqualTo("not seen outside"))
                                .thenReturn(entry)));
        assertNothingWritten();

        StateEntry entry = Await.value(work);

        assertThat(Await.value(store().states().get(SPACE, "k"))).isEqualTo(entry);
        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void a_work_without_a_result_is_committed_too() {
        Mono<Void> work = transactions()
                .within((connection, states) -> insert(connection, 1).then());

        Await.done(work);

        assertThat(numbers()).containsExactly(1);
    }

    @Test
    void it_runs_in_the_session_as_it_is_under_read_committed() {
        String path = "SELECT current_setting('search_path')";
        Mono<String> isolation = transactions()
                .within((connection, states) -> text(connection, "SELECT current_setting('transaction_isolation')"));
        Mono<String> searched = transactions().within((connection, states) -> text(connection, path));

        assertThat(Await.value(isolation)).isEqualTo("read committed");
        assertThat(Await.value(searched))
                .isEqualTo(data().database
                        .query(path, row -> CommitRow.text(row, 0))
                        .get(0));
    }

    /** The work's own error. */
    @Test
    void an_error_undoes_all_and_is_passed_on_as_it_is() {
        IllegalStateException refused = new IllegalStateException("the work's own");
        assertThat(Await.error(
                        IllegalStateException.class,
                        transactions()
                                .within((connection, states) -> insert(connection, 1)
                                        .then(states.create(SPACE, "k", bytes("one")))
                                        .then(Mono.error(refused)))))
                .isSameAs(refused);
        assertThat(Await.error(IllegalStateException.class, transactions().within((connection, states) -> {
                    throw refused;
                })))
                .isSameAs(refused);
        Await.error(
                R2dbcDataIntegrityViolationException.class,
                transactions()
                        .within((connection, states) -> insert(connection, 1)
                                .then(states.create(SPACE, "k", bytes("one")))
                                .then(insert(connection, 1))));

        assertNothingWritten();
    }

    @Test
    void a_constraint_that_is_checked_at_the_end_is_the_works_own_error_too() {
        Await.error(
                R2dbcDataIntegrityViolationException.class,
                transactions()
                        .within((connection, states) -> run(connection, "SET CONSTRAINTS ALL DEFERRED")
                                .then(insert(connection, 1))
                                .then(insert(connection, 1))));

        assertNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"40001", "40P01", "53100", "25006"})
    void what_the_database_undoes_may_be_repeated(String state) {
        StorageUnavailableException error = Await.error(
                StorageUnavailableException.class,
                transactions()
                        .within((connection, states) -> insert(connection, 1)
                                .then(run(
                                        connection,
                                        "DO $$ BEGIN RAISE EXCEPTION 'raised by the test' USING ERRCODE = '%s'; END $$"
                                                .formatted(state)))));

        assertThat(error).hasMessageContaining("undone").hasRootCauseMessage("raised by the test");
        assertNothingWritten();
    }

    @Test
    void a_session_that_is_terminated_before_the_commit_has_undone_all() {
        Await.error(
                StorageUnavailableException.class,
                transactions()
                        .within((connection, states) -> insert(connection, 1)
                                .then(run(connection, "SELECT pg_terminate_backend(pg_backend_pid())"))));
        Await.error(
                StorageUnavailableException.class,
                transactions()
                        .within((connection, states) -> insert(connection, 1)
                                .then(run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")
                                        .onErrorReturn(0L))
                                .then(states.create(SPACE, "k", bytes("one")))
                                .onErrorResume(StorageException.class, unexpected -> Mono.empty())));

        assertNothingWritten();
        Await.done(transactions().within((connection, states) -> insert(connection, 1)));
    }

    /** PostgreSQL answers such a commit with a rollback. */
    @Test
    void an_error_that_the_work_looks_away_from_is_no_success() {
        StorageException error = Await.error(
                StorageException.class,
                transactions()
                        .within((connection, states) ->
                                insert(connection, 1).then(insert(connection, 1).onErrorReturn(0L))));

        assertThat(error).hasMessageContaining("savepoint");
        assertNothingWritten();
    }

    @Test
    void savepoints_are_the_works_to_use() {
        Await.done(transactions()
                .within((connection, states) -> insert(connection, 1)
                        .then(Mono.from(connection.createSavepoint("before")))
                        .then(insert(connection, 1)
                                .then()
                                .onErrorResume(error -> Mono.from(connection.rollbackTransactionToSavepoint("before"))))
                        .then(Mono.from(connection.releaseSavepoint("before")))
                        .then(insert(connection, 2))));

        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void the_work_cannot_end_the_transaction_or_give_the_connection_back() {
        Await.done(transactions()
                .within((connection, states) -> insert(connection, 1)
                        .then(Mono.from(connection.close()))
                        .then(Mono.from(connection.validate(ValidationDepth.LOCAL)))
                        .then(insert(connection, 2))));
        assertThat(numbers()).containsExactly(1, 2);

        Await.error(
                IllegalStateException.class,
                transactions()
                        .within((connection, states) ->
                                insert(connection, 3).then(Mono.from(connection.commitTransaction()))));
        Await.error(
                IllegalStateException.class,
                transactions()
                        .within((connection, states) ->
                                insert(connection, 4).then(Mono.from(connection.setAutoCommit(true)))));
        assertThat(numbers()).containsExactly(1, 2);
    }

    @Test
    void after_the_end_its_states_are_of_no_use() {
        AtomicReference<StateStore> kept = new AtomicReference<>();
        Await.done(transactions().within((connection, states) -> {
            kept.set(states);
            return insert(connection, 1);
        }));

        Await.error(StorageException.class, kept.get().create(SPACE, "k", bytes("one")));
        Await.error(StorageException.class, kept.get().scan(SPACE, ""));
        assertThat(Await.valueOrNull(store().states().get(SPACE, "k"))).isNull();
    }

    /** T1. */
    @Test
    void an_older_version_changes_nothing() {
        StateEntry old = created("k");
        StateEntry present = Await.value(store().states().replace(old, bytes("1")));
        Mono<StateEntry> replacing = transactions().within((connection, states) -> states.replace(old, bytes("2")));
        Mono<Boolean> removing = transactions().within((connection, states) -> states.remove(old));

        assertThat(Await.valueOrNull(replacing)).isNull();
        assertThat(Await.value(removing)).isFalse();
        assertThat(Await.value(store().states().get(SPACE, "k"))).isEqualTo(present);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void who_meets_a_change_under_way_waits_and_loses_unless_it_is_undone(boolean committed) {
        StateEntry entry = created("k");
        AtomicReference<Recorder<StateEntry>> rival = new AtomicReference<>();
        Mono<StateEntry> first = transactions()
                .within((connection, states) -> states.replace(entry, bytes("first"))
                        .doOnNext(replaced -> rival.set(Recorder.of(
                                transactions().within((other, others) -> others.replace(entry, bytes("second"))))))
                        .delayUntil(replaced -> run(connection, """
                        DO $$ BEGIN
                            WHILE NOT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')
                            LOOP PERFORM pg_sleep(0.01); END LOOP;
                        END $$
                        """))
                        .flatMap(replaced ->
                                committed ? Mono.just(replaced) : Mono.error(new IllegalStateException("undo"))));

        Recorder<StateEntry> winner = Recorder.of(first);
        Await.until(() -> "the first one's end", () -> winner.completed() || winner.failure() != null);

        rival.get().awaitCompletion();
        assertThat(rival.get().count()).isEqualTo(committed ? 0 : 1);
        assertThat(Await.value(store().states().get(SPACE, "k")).value())
                .isEqualTo(bytes(committed ? "first" : "second"));
    }

    /** T1: no update is lost, and each is one with its number. */
    @Test
    void many_at_once_count_without_losing_any() {
        created("k");
        int each = 10;
        List<Outcome<Long>> outcomes = Race.of(
                4,
                racer -> increment()
                        .repeatWhenEmpty(again -> again)
                        .repeat(each - 1)
                        .count());

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(new String(Await.value(store().states().get(SPACE, "k")).value(), StandardCharsets.UTF_8))
                .isEqualTo(Integer.toString(4 * each));
        assertThat(numbers()).hasSize(4 * each).last().isEqualTo(4 * each);
    }

    private Mono<Long> increment() {
        return transactions()
                .within((connection, states) -> states.get(SPACE, "k").flatMap(entry -> {
                    int next = 1 + Integer.parseInt(new String(entry.value(), StandardCharsets.UTF_8));
                    return states.replace(entry, bytes("" + next)).flatMap(replaced -> insert(connection, next));
                }));
    }

    @Test
    void a_closed_store_begins_none() {
        PostgresEventStore other = (PostgresEventStore) second();
        Mono<Long> work = other.transactions().within((connection, states) -> insert(connection, 1));
        Await.done(other.close());

        assertThat(Await.error(StorageException.class, work)).hasMessageContaining("closed");
        assertNothingWritten();
    }
}
