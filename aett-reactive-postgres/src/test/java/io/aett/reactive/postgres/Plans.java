package io.aett.reactive.postgres;

import io.aett.reactive.testkit.support.Await;
import io.r2dbc.postgresql.api.PostgresqlConnection;

/** How the server executes a statement. */
final class Plans {

    private Plans() {}

    /** Executes the statement with these values, by a plan for them or for any. */
    static String plan(Database database, String sql, String types, String values, String mode) {
        PostgresqlConnection connection = database.connect();
        try {
            Database.run(connection, "SET plan_cache_mode = " + mode);
            Database.run(connection, "SET jit = off");
            // Quoted, so that the driver does not look for parameters of its own.
            Database.run(
                    connection,
                    "DO $do$ BEGIN EXECUTE $sql$ PREPARE statement (" + types + ") AS " + sql + " $sql$; END $do$");
            return String.join(
                    "\n",
                    Database.rows(
                            connection,
                            "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF) EXECUTE statement ("
                                    + values + ")",
                            row -> CommitRow.text(row, 0)));
        } finally {
            Await.done(connection.close());
        }
    }
}
