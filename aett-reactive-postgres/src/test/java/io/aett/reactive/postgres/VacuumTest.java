package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Beside a vacuum of the server's own that does not end in time, on a server that looks for deadlocks late. */
class VacuumTest extends ContractSuite<PostgresFixture> {

    private static PostgresServer server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = PostgresServer.options()
                .setting("autovacuum_naptime", "1s")
                .setting("deadlock_timeout", "1500ms")
                .start();
        database = Database.prepared(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture(database);
    }

    /** Makes the server vacuum the commits, so slowly that it would take many minutes. */
    private void awaitVacuum() {
        database.admin("""
                ALTER TABLE %1$s.commits SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0,
                    autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1);
                INSERT INTO %1$s.commits (checkpoint, tenant_id, stream_id, commit_sequence, stream_revision, event_count,
                    life, commit_id, nonce, commit_stamp, payload)
                SELECT nextval('%1$s.checkpoints'), '%2$s', 's' || n, 1, 1, 1, 0, gen_random_uuid(), gen_random_uuid(), 0, '{}'
                FROM generate_series(1, 20000) AS n;
                DELETE FROM %1$s.commits WHERE checkpoint %% 2 = 0
                """.formatted(data().schema, TENANT));
        Await.until(() -> "a vacuum", this::vacuums);
    }

    private boolean vacuums() {
        return database.query(
                        "SELECT count(*) FROM pg_stat_progress_vacuum WHERE relid = '%s.commits'::regclass"
                                .formatted(data().schema),
                        row -> CommitRow.number(row, 0))
                .get(0)
                .equals(1L);
    }

    @Test
    void a_purge_needs_no_lock_that_a_vacuum_holds_and_a_drop_displaces_it() {
        store();
        awaitVacuum();

        Await.done(store().management().purge(TENANT));

        assertThat(vacuums()).isTrue();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        Await.done(store().management().drop());
        assertThat(database.query(
                        "SELECT to_regclass('%s.commits')::text".formatted(data().schema), row -> row.get(0) == null))
                .containsExactly(true);
    }
}
