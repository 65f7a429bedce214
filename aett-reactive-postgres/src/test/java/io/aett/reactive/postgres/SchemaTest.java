package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema: made, repaired, printed, looked into, dropped. */
class SchemaTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private PostgresEventStore fresh() {
        return (PostgresEventStore) data().open(FixtureOptions.defaults());
    }

    private List<String> relations(String schema) {
        return data().database
                .query(
                        "SELECT relname::text FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = '"
                                + schema + "') AND relkind <> 'c' ORDER BY 1",
                        row -> CommitRow.text(row, 0));
    }

    @Test
    void the_known_relations_are_those_that_are_made() {
        store();
        assertThat(relations(data().schema))
                .contains("store_pkey")
                .containsAll(PostgresSchema.RELATIONS)
                .hasSize(PostgresSchema.RELATIONS.size() + 1);
    }

    /** M1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INDEX %s.commits_sequence_key",
                "INDEX %s.commits_id_key",
                "INDEX %s.commits_tenant_key",
                "TABLE %s.snapshots",
                "TABLE %s.states",
                "VIEW %s.events_json"
            })
    void what_is_missing_is_made_and_data_stay(String missing) {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        data().database.admin("DROP " + missing.formatted(data().schema));

        Await.done(fresh().management().initialize());

        assertThat(relations(data().schema)).containsAll(PostgresSchema.RELATIONS);
        assertThat(readAll()).isEqualTo(stored);
        Await.error(
                io.aett.reactive.NonConflictingCommitException.class,
                store().commits().commit(first(noted("second"))));
    }

    /** M1. */
    @Test
    void the_row_of_the_store_is_made_again_too() {
        List<Commit> stored = fill(TENANT, STREAM, 2);
        data().database.admin("DELETE FROM %s.store".formatted(data().schema));
        PostgresEventStore fresh = fresh();
        StorageException error =
                Await.error(StorageException.class, fresh.management().getFrom(0));
        assertThat(error).hasMessageContaining("initialize");

        Await.done(fresh.management().initialize());

        assertThat(Await.all(fresh.management().getFrom(0))).isEqualTo(stored);
    }

    @Test
    void printed_statements_make_what_initialize_makes_and_then_no_right_to_create_is_needed() {
        String schema = data().schema;
        data().database.admin(PostgresSchema.ddl(schema));
        data().database
                .admin(("GRANT USAGE ON SCHEMA %1$s TO %2$s;"
                                + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %1$s TO %2$s;"
                                + "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %1$s TO %2$s")
                        .formatted(schema, Database.ROLE));
        data().database.admin(PostgresSchema.ddl(schema));

        Commit stored = commit(first(noted("a")));
        Commit next = commit(after(stored, noted("b")));

        assertThat(readAll()).containsExactly(stored, next);
        Await.done(store().management().purge(TENANT));
        assertThat(readAll()).isEmpty();
        Await.error(StorageException.class, store().management().drop());
    }

    @Test
    void without_the_right_to_create_initialize_says_so() {
        String database = "REVOKE CREATE ON DATABASE %s FROM %s";
        String name = data().database.server().database();
        data().database.admin(database.formatted(name, Database.ROLE));
        try {
            StorageException error =
                    Await.error(StorageException.class, fresh().management().initialize());
            assertThat(error).hasMessageContaining("permission denied for database");
        } finally {
            data().database.admin("GRANT CREATE ON DATABASE %s TO %s".formatted(name, Database.ROLE));
        }
    }

    @Test
    void a_schema_of_a_later_version_is_refused() {
        store();
        data().database.admin("UPDATE %s.store SET version = 99".formatted(data().schema));

        StorageException error =
                Await.error(StorageException.class, fresh().management().initialize());

        assertThat(error).hasMessageContaining("99").hasMessageContaining("newer release");
    }

    @Test
    void the_views_show_commits_and_events_as_json() {
        Commit stored = commit(first(noted("a"), noted("b")));
        List<String> events = data().database
                .query(
                        "SELECT topic || ' ' || revision || ' ' || (body ->> 'text') FROM %s.events_json ORDER BY revision"
                                .formatted(data().schema),
                        row -> CommitRow.text(row, 0));
        List<String> stamps = data().database
                .query(
                        "SELECT to_char(commit_stamp AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM %s.commits_json"
                                .formatted(data().schema),
                        row -> CommitRow.text(row, 0));

        assertThat(events)
                .containsExactly(
                        "testkit.noted 1 " + noted("a").text(),
                        "testkit.noted 2 " + noted("b").text());
        assertThat(stamps).containsExactly(stored.commitStamp().toString());
    }

    /** M3. */
    @Test
    void drop_takes_the_schema_that_was_made_and_nothing_of_others() {
        store();
        Await.done(store().management().drop());
        assertThat(data().database
                        .query(
                                "SELECT count(*) FROM pg_namespace WHERE nspname = '" + data().schema + "'",
                                row -> CommitRow.number(row, 0)))
                .containsExactly(0L);

        Await.done(fresh().management().initialize());
        data().database.admin("CREATE TABLE %s.of_others (n int)".formatted(data().schema));
        Await.done(fresh().management().drop());
        assertThat(relations(data().schema)).containsExactly("of_others");
    }

    /** M3. */
    @Test
    void drop_leaves_a_schema_that_was_there_before() {
        data().database.admin("CREATE SCHEMA %s AUTHORIZATION %s".formatted(data().schema, Database.ROLE));
        store();
        Await.done(store().management().drop());

        assertThat(relations(data().schema)).isEmpty();
        Await.done(fresh().management().initialize());
    }

    /** N3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Aett",
                "pg_aett",
                "1aett",
                "a.b",
                "a\"b",
                "a'b",
                "a;DROP TABLE x",
                "a b",
                "ä",
                "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghi"
            })
    void names_that_are_no_plain_names_are_refused(String name) {
        assertThatThrownBy(() -> PostgresOptions.builder().schema(name).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("option schema");
        assertThatThrownBy(() -> PostgresSchema.ddl(name)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The order rests on it. */
    @Test
    void another_default_isolation_is_refused() {
        data().database
                .admin("ALTER ROLE %s SET default_transaction_isolation = 'repeatable read'".formatted(Database.ROLE));
        try {
            PostgresEventStore store = data().opened(PostgresEventStore.create(
                    data().database.configuration().build(),
                    data().options(FixtureOptions.defaults()).build()));
            StorageException error =
                    Await.error(StorageException.class, store.management().initialize());
            assertThat(error).hasMessageContaining("repeatable read").hasMessageContaining("read committed");
            Await.done(fresh().management().initialize());
        } finally {
            data().database.admin("ALTER ROLE %s RESET default_transaction_isolation".formatted(Database.ROLE));
        }
    }
}
