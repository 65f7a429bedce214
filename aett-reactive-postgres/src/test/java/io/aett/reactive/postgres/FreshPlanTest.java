package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * What the server plans for a table of which it knows nothing yet. Connections keep such plans for as long as nobody analyzes
 * the table, so they have to do for a stream that grows: no index is ever read beyond the rows that are asked for.
 */
class FreshPlanTest {

    /** PostgreSQL 13 does not say how often it used a kept plan. */
    private static final long NOT_COUNTED = -1;

    private static final PageRequest PAGE = new PageRequest(0, 256, 4 << 20);
    private static final PostgresFixture DATA = new PostgresFixture();

    @BeforeAll
    static void initialize() {
        EventStore store = DATA.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
    }

    @AfterAll
    static void remove() {
        Await.done(DATA.dispose());
    }

    private static String plan(String sql, String types, String values) {
        return Plans.plan(DATA.database, sql, types, values, "force_generic_plan");
    }

    private static String schema() {
        return PostgresSchema.quoted(DATA.schema);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_predecessor_of_one_commit_is_one_row_of_an_index(boolean leavingOut) {
        String plan = plan(
                "/* */ " + Appender.appendSql(schema(), 1, leavingOut),
                "text, text, bigint, bigint, integer, uuid, uuid, bigint, bytea",
                "'a', 's" + leavingOut + "', 1, 1, 1, gen_random_uuid(), gen_random_uuid(), 1, '{}'");

        assertThat(plan)
                .contains("using commits_sequence_key")
                .contains("using lives_pkey")
                .contains("Index Cond: ((stream_id = $2) AND (tenant_id = $1) AND (life = COALESCE(l.life, 0))"
                        + " AND (commit_sequence = ($3 - 1)))");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_predecessor_of_each_commit_of_a_batch_is_one_row_of_an_index(boolean leavingOut) {
        String plan = plan(
                "/* */ " + Appender.appendSql(schema(), 2, leavingOut),
                "text[], text[], bigint[], bigint[], integer[], uuid[], uuid[], bigint[], integer[], integer[], bytea",
                """
                ARRAY['b', 'c'], ARRAY['s%1$s', 's%1$s'], ARRAY[1, 1]::bigint[], ARRAY[1, 1]::bigint[], ARRAY[1, 1],
                ARRAY[gen_random_uuid(), gen_random_uuid()], ARRAY[gen_random_uuid(), gen_random_uuid()],
                ARRAY[1, 1]::bigint[], ARRAY[1, 3], ARRAY[2, 2], '\\x7b7d7b7d'
                """.formatted(leavingOut));

        assertThat(plan)
                .contains("using commits_sequence_key")
                .contains("using lives_pkey")
                .containsPattern(
                        "Index Cond: \\(\\(stream_id = \\(unnest\\(.+\\)\\)\\) AND \\(tenant_id = \\(unnest\\(.+\\)\\)\\)"
                                + " AND \\(life = COALESCE\\(l.life, 0\\)\\) AND \\(commit_sequence = \\(\\(unnest\\(.+\\)\\) - 1\\)\\)\\)");
    }

    /** A plan for just so many would be made for each batch. */
    @Test
    void connections_keep_the_plan_of_a_batch_whatever_its_size() {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(new PostgresqlConnectionFactory(
                        DATA.database.configuration().build()))
                .maxSize(1)
                .build());
        try {
            Appender appender = new Appender(new Connections.Given(pool, Schedulers.parallel()), schema());
            for (int round = 1; round <= 20; round++) {
                int commits = 2 + round % 3;
                String prefix = "kept-" + round + "-";
                Await.value(appender.append(IntStream.range(0, commits)
                        .mapToObj(i -> StalledWriter.encoded("t", prefix + i, 1))
                        .toList()));
            }

            List<Long> kept = Await.value(Mono.usingWhen(
                    pool.create(),
                    connection -> Connections.rows(
                            connection.createStatement("""
                                    SELECT coalesce((to_jsonb(p) ->> 'generic_plans')::bigint, %d)
                                    FROM pg_prepared_statements p WHERE statement LIKE '%%unnest%%'
                                    """.formatted(NOT_COUNTED)), row -> CommitRow.number(row, 0)),
                    Connection::close));
            assertThat(kept).containsExactly(DATA.database.version() < 14 ? NOT_COUNTED : 15);
        } finally {
            Await.done(pool.disposeLater());
        }
    }

    @Test
    void a_refused_commit_and_its_head_are_one_row_each() {
        String plan = plan(
                Appender.explainSql(schema()),
                "text[], text[], uuid[], uuid[]",
                "ARRAY['a'], ARRAY['s'], ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()]");

        assertThat(plan)
                .contains("Backward using commits_sequence_key")
                .contains("using commits_id_key")
                .contains("Index Cond: ((commit_id = b.commit_id) AND (stream_id = b.stream_id)"
                        + " AND (tenant_id = b.tenant_id) AND (life = COALESCE(l.life, 0)))")
                .doesNotContain("Sort");
    }

    @Test
    void pages_of_streams_are_in_the_order_of_their_index() {
        PageQueries pages = new PageQueries(schema());

        assertThat(plan(pages.streamSql(PAGE, false), "text, text, bigint, bigint", "'a', 's', 9, 0"))
                .contains("using commits_sequence_key")
                .doesNotContain("Sort");
        assertThat(plan(pages.streamSql(PAGE, true), "text, text, bigint, bigint", "'a', 's', 9, 1"))
                .contains("using commits_sequence_key")
                .doesNotContain("Sort");
    }

    /** In the order of their index only when the server has looked: see {@link SkewedPlanTest}. */
    @Test
    void pages_of_tenants_and_states_are_ranges_of_their_index() {
        assertThat(plan(new PageQueries(schema()).tenantSql(PAGE), "text, bigint, bigint, bigint", "'a', 0, 17, 9"))
                .contains("Index Only Scan Backward using commits_tenant_key")
                .doesNotContain("Seq Scan on commits");
        assertThat(plan(PostgresStateTable.scanSql(schema(), false, 128), "text, text", "'a', 'k'"))
                .contains("states_pkey")
                .contains("Index Cond: ((ROW(space, key) >= ROW($1, $2)) AND (space <= $1))")
                .doesNotContain("Seq Scan on states");
    }

    /** When it has looked, a plan for a few rows reads all of them, and is kept while there come to be many. */
    @ParameterizedTest
    @ValueSource(strings = {"commits", "snapshots"})
    void the_server_does_not_look_at_a_table_of_a_few_rows(String table) {
        assertThat(DATA.database.query(
                        "SELECT unnest(reloptions) FROM pg_class WHERE oid = '%s.%s'::regclass"
                                .formatted(schema(), table),
                        row -> CommitRow.text(row, 0)))
                .contains("autovacuum_analyze_threshold=1000", "autovacuum_vacuum_threshold=1000");
    }
}
