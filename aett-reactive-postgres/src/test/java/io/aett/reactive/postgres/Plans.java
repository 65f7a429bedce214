package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.support.Await;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.util.regex.Pattern;

/** How the server executes a statement. */
final class Plans {

    private static final Pattern FOUND = Pattern.compile("actual rows=([\\d.]+) loops=(\\d+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by .+: (\\d+)");

    private Plans() {}

    /** As many as a page shows, and the one that tells what it sees. */
    static int rowsOf(PageRequest page) {
        return page.maxCommits() + 1;
    }

    /** No step of a plan finds more rows than a page may have, or leaves out more. */
    static void assertLooksAtNoMoreThan(int rows, String plan) {
        assertThat(FOUND.matcher(plan)
                        .results()
                        .map(found -> Double.parseDouble(found.group(1)) * Integer.parseInt(found.group(2))))
                .as(plan)
                .isNotEmpty()
                .allMatch(found -> found <= rows);
        assertThat(REMOVED.matcher(plan).results().map(removed -> Integer.valueOf(removed.group(1))))
                .as(plan)
                .allMatch(removed -> removed <= rows);
    }

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
