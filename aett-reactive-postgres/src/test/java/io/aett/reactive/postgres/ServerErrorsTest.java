package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server itself reports, and what becomes of it. */
class ServerErrorsTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private PostgresEventStore configured(UnaryOperator<PostgresqlConnectionConfiguration.Builder> settings) {
        store();
        return data().opened(PostgresEventStore.create(
                settings.apply(data().database.configuration()).build(),
                data().options(FixtureOptions.defaults()).build()));
    }

    private StalledWriter lockedTable() {
        StalledWriter locking = StalledWriter.idle(data().database);
        locking.run("LOCK TABLE %s.commits IN ACCESS EXCLUSIVE MODE".formatted(data().schema));
        return locking;
    }

    private void role(String setting) {
        data().database.admin("ALTER ROLE " + Database.ROLE + " " + setting);
    }

    private void assertNothingStored() {
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** As a read does that asks two tables: each would wait for the other. */
    @Test
    void a_drop_gives_way_to_who_has_one_table_and_wants_another() {
        fill(TENANT, STREAM, 1);
        StalledWriter reading = StalledWriter.idle(data().database);
        reading.run("SELECT FROM %s.store".formatted(data().schema));
        Recorder<Void> drop = Recorder.of(store().management().drop());
        data().database.awaitWaitingFor("relation");

        reading.run("SELECT FROM %s.commits".formatted(data().schema));
        reading.commit();

        drop.awaitCompletion();
    }

    @Test
    void a_lock_time_out_writes_nothing_and_may_be_repeated() {
        PostgresEventStore store = configured(settings -> settings.lockWaitTimeout(Duration.ofMillis(100)));
        StalledWriter locking = lockedTable();
        Commit commit = first(noted("a"));
        Await.error(StorageUnavailableException.class, store.commits().commit(commit));
        locking.rollback();

        assertNothingStored();
        assertThat(commit(store, commit).commitSequence()).isEqualTo(1);
    }

    @Test
    void a_statement_time_out_writes_nothing_and_may_be_repeated() {
        PostgresEventStore store = configured(settings -> settings.statementTimeout(Duration.ofMillis(200)));
        StalledWriter locking = lockedTable();
        Commit commit = first(noted("a"));
        Await.error(StorageUnavailableException.class, store.commits().commit(commit));
        Await.error(StorageUnavailableException.class, store.commits().get(TENANT, STREAM));
        locking.rollback();

        assertNothingStored();
        assertThat(commit(store, commit).commitSequence()).isEqualTo(1);
    }

    @Test
    void a_read_only_server_refuses_appends_and_serves_reads() {
        Commit stored = commit(first(noted("a")));
        role("SET default_transaction_read_only = on");
        try {
            PostgresEventStore store = configured(settings -> settings);
            Await.error(StorageUnavailableException.class, store.commits().commit(after(stored, noted("b"))));
            assertThat(read(store, TENANT, STREAM)).containsExactly(stored);
            assertThat(Await.all(store.management().getFrom(0))).containsExactly(stored);
        } finally {
            role("RESET default_transaction_read_only");
        }
    }

    /** Disk full, out of memory, an error of the file system, one without a code of its own: raised where the server would. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "58030", "XX000", "40001", "40P01"})
    void errors_that_pass_write_nothing_and_may_be_repeated(String state) {
        PostgresEventStore store = configured(settings -> settings);
        failOnInsert(state);
        Commit commit = first(noted("a"));
        StorageUnavailableException error =
                Await.error(StorageUnavailableException.class, store.commits().commit(commit));
        assertThat(error.getMessage()).doesNotContain(noted("a").text());
        assertNothingStored();

        data().database.admin("DROP TRIGGER fails ON %s.commits".formatted(data().schema));
        assertThat(commit(store, commit).commitSequence()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"XX001", "22003", "42501", "23514"})
    void errors_that_stay_are_final(String state) {
        PostgresEventStore store = configured(settings -> settings);
        failOnInsert(state);
        Await.error(StorageException.class, store.commits().commit(first(noted("a"))));
        assertNothingStored();
    }

    private void failOnInsert(String state) {
        data().database.admin("""
                CREATE FUNCTION %1$s.fail() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN RAISE EXCEPTION 'raised by the test' USING ERRCODE = '%2$s'; END $$;
                CREATE TRIGGER fails BEFORE INSERT ON %1$s.commits FOR EACH ROW EXECUTE FUNCTION %1$s.fail();
                """.formatted(data().schema, state));
    }

    @Test
    void an_append_whose_session_is_terminated_is_stored_whole_or_not_at_all() {
        commit(firstOf(TENANT, "other", noted("a")));
        StalledWriter rival = StalledWriter.of(data(), TENANT, STREAM);
        Commit commit = first(noted("b"));
        Recorder<Commit> append = Recorder.of(store().commits().commit(commit));
        Await.until(
                () -> "an append that waits",
                () -> !data().database.waitingFor("transactionid").isEmpty());
        data().database
                .admin("SELECT pg_terminate_backend("
                        + data().database.waitingFor("transactionid").get(0) + ")");

        assertThat(append.awaitError())
                .isInstanceOfAny(CommitOutcomeUnknownException.class, StorageUnavailableException.class);
        rival.rollback();
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
        assertThat(commit(commit).commitSequence()).isEqualTo(1);
    }

    @Test
    void a_server_without_free_connections_is_unavailable() {
        Commit commit = first(noted("a"));
        PostgresEventStore store = configured(settings -> settings);
        role("CONNECTION LIMIT 0");
        try {
            Await.error(StorageUnavailableException.class, store.commits().commit(commit));
        } finally {
            role("CONNECTION LIMIT -1");
        }
        assertThat(commit(store, commit).commitSequence()).isEqualTo(1);
    }

    @Test
    void who_is_not_let_in_is_told_so_without_the_password() {
        EventStoreException error = Await.error(
                StorageException.class,
                configured(settings -> settings.password("wrong-" + Database.PASSWORD))
                        .commits()
                        .commit(first(noted("a"))));
        assertThat(error.getMessage()).contains(Database.ROLE).doesNotContain("wrong-");
        Await.error(
                StorageException.class,
                configured(settings -> settings.database("no_such_database"))
                        .commits()
                        .get(TENANT, STREAM));
    }

    /** The pool's one connection is held by a read that waits for a lock. */
    @Test
    void a_pool_without_a_free_connection_is_unavailable_and_recovers() {
        Commit stored = commit(first(noted("a")));
        PostgresEventStore store = data().opened(
                        data().create(data().options(FixtureOptions.defaults().withTimeouts(Duration.ofMillis(700)))
                                .readers(1)
                                .build()));
        StalledWriter locking = lockedTable();
        Recorder<Commit> one = Recorder.of(store.commits().get(TENANT, STREAM));
        Recorder<Commit> two = Recorder.of(store.commits().get(TENANT, STREAM));
        assertThat(one.awaitError()).isInstanceOf(StorageUnavailableException.class);
        assertThat(two.awaitError()).isInstanceOf(StorageUnavailableException.class);
        locking.rollback();

        Await.until(() -> "the connection's return", () -> store.connectionsInUse() == 0);
        assertThat(read(store, TENANT, STREAM)).containsExactly(stored);
    }
}
