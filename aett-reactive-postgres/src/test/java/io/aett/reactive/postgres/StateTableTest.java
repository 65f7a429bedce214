package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of states, where the suite of all stores does not look. */
class StateTableTest extends ContractSuite<PostgresFixture> {

    private static final String SPACE = "space";

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StateStore states() {
        return store().states();
    }

    private StateEntry created(String key) {
        return Await.value(states().create(SPACE, key, bytes("one")));
    }

    private StalledWriter changing(StateEntry entry, String change) {
        StalledWriter writer = StalledWriter.idle(data().database);
        writer.run(change.formatted(data().schema, PostgresFixture.literal(entry.key())));
        return writer;
    }

    /** T1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE %s.states SET version = gen_random_uuid() WHERE key = %s",
                "DELETE FROM %s.states WHERE key = %s"
            })
    void a_change_waits_for_another_one_under_way_and_loses_against_it(String change) {
        StateEntry entry = created("k");
        StalledWriter rival = changing(entry, change);
        Recorder<StateEntry> replaced = Recorder.of(states().replace(entry, bytes("two")));
        Recorder<Boolean> removed = Recorder.of(states().remove(entry));
        Await.until(
                () -> "two who wait",
                () -> data().database.waitingFor("transactionid").size()
                                + data().database.waitingFor("tuple").size()
                        == 2);

        rival.commit();

        replaced.awaitCompletion();
        assertThat(replaced.values()).isEmpty();
        removed.awaitCompletion();
        assertThat(removed.values()).containsExactly(false);
    }

    /** T1. */
    @Test
    void a_change_waits_for_another_one_under_way_and_wins_when_that_is_undone() {
        StateEntry entry = created("k");
        StalledWriter rival = changing(entry, "DELETE FROM %s.states WHERE key = %s");
        Recorder<StateEntry> replaced = Recorder.of(states().replace(entry, bytes("two")));
        data().database.awaitWaitingFor("transactionid");

        rival.rollback();

        replaced.awaitCompletion();
        assertThat(Await.value(states().get(SPACE, "k")))
                .isEqualTo(replaced.values().get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1-1-1-1-1", "nonsense", "' OR true --", "\u0000"})
    void a_version_that_is_none_of_this_store_is_another_one(String version) {
        StateEntry entry = created("k");
        StateEntry other = new StateEntry(SPACE, "k", bytes("one"), version);
        StateEntry shouted =
                new StateEntry(SPACE, "k", bytes("one"), entry.version().toUpperCase(java.util.Locale.ROOT));

        for (StateEntry expected : List.of(other, shouted)) {
            assertThat(Await.valueOrNull(states().replace(expected, bytes("two"))))
                    .isNull();
            assertThat(Await.value(states().remove(expected))).isFalse();
        }
        assertThat(Await.value(states().get(SPACE, "k"))).isEqualTo(entry);
    }

    /** M1: a store that was made before there were states. */
    @Test
    void initialize_adds_the_table_to_a_store_that_has_none() {
        store();
        data().database.admin("DROP TABLE %s.states".formatted(data().schema));
        StorageException error = Await.error(StorageException.class, states().get(SPACE, "k"));
        assertThat(error).hasMessageContaining("initialize");
        Await.error(StorageException.class, states().create(SPACE, "k", bytes("one")));
        Await.error(StorageException.class, states().scan(SPACE, ""));

        Await.done(store().management().initialize());

        assertThat(created("k")).isEqualTo(Await.value(states().get(SPACE, "k")));
    }

    /** A create rests on it. */
    @Test
    void without_its_unique_index_nothing_is_created_until_it_is_made_again() {
        created("k");
        data().database
                .admin("ALTER TABLE %1$s.states REPLICA IDENTITY DEFAULT; DROP INDEX %1$s.states_pkey"
                        .formatted(data().schema));
        Await.error(StorageException.class, states().create(SPACE, "k", bytes("two")));

        Await.done(store().management().initialize());

        assertThat(Await.valueOrNull(states().create(SPACE, "k", bytes("two")))).isNull();
    }

    @Test
    void a_role_that_may_not_make_the_table_is_told_who_may() {
        String schema = data().schema;
        data().database.admin(PostgresSchema.ddl(schema));
        data().database
                .admin(
                        "DROP TABLE %1$s.states; GRANT USAGE ON SCHEMA %1$s TO %2$s; GRANT SELECT ON ALL TABLES IN SCHEMA %1$s TO %2$s"
                                .formatted(schema, Database.ROLE));

        StorageException error = Await.error(
                StorageException.class,
                data().open(io.aett.reactive.testkit.FixtureOptions.defaults())
                        .management()
                        .initialize());

        assertThat(error).hasMessageContaining("PostgresSchema.ddl(\"" + schema + "\")");
    }

    @Test
    void a_missing_right_is_named() {
        StateEntry entry = created("k");
        data().database
                .admin("REVOKE UPDATE, DELETE, INSERT ON %s.states FROM %s".formatted(data().schema, Database.ROLE));

        assertThat(Await.value(states().get(SPACE, "k"))).isEqualTo(entry);
        for (var change : List.of(
                states().create(SPACE, "l", bytes("one")),
                states().replace(entry, bytes("two")),
                states().remove(entry))) {
            assertThat(Await.error(StorageException.class, change))
                    .hasMessageContaining("permission denied")
                    .hasMessageContaining("states");
        }
    }

    @Test
    void a_read_only_server_refuses_changes_and_serves_reads() {
        StateEntry entry = created("k");
        data().database.admin("ALTER ROLE %s SET default_transaction_read_only = on".formatted(Database.ROLE));
        try {
            StateStore fresh = second().states();
            Await.error(StorageUnavailableException.class, fresh.replace(entry, bytes("two")));
            Await.error(StorageUnavailableException.class, fresh.remove(entry));
            assertThat(Await.all(fresh.scan(SPACE, ""))).containsExactly(entry);
        } finally {
            data().database.admin("ALTER ROLE %s RESET default_transaction_read_only".formatted(Database.ROLE));
        }
    }

    /** T4. */
    @Test
    void a_change_whose_session_is_terminated_is_looked_for() {
        StateEntry entry = created("k");
        StalledWriter rival = changing(entry, "UPDATE %s.states SET value = value WHERE key = %s");
        Recorder<StateEntry> replaced = Recorder.of(states().replace(entry, bytes("two")));
        data().database.awaitWaitingFor("transactionid");
        data().database
                .admin("SELECT pg_terminate_backend("
                        + data().database.waitingFor("transactionid").get(0) + ")");

        assertThat(replaced.awaitError()).isInstanceOf(StateOutcomeUnknownException.class);
        rival.rollback();
        assertThat(Await.value(states().get(SPACE, "k"))).isEqualTo(entry);
    }

    /** T5. */
    @Test
    void a_drop_takes_the_table() {
        created("k");
        Await.done(store().management().drop());
        assertThat(Await.error(StorageException.class, states().get(SPACE, "k")))
                .hasMessageContaining("initialize");
        Await.error(StorageException.class, states().create(SPACE, "k", bytes("one")));

        Await.done(store().management().initialize());

        assertThat(Await.all(states().scan(SPACE, ""))).isEmpty();
    }
}
