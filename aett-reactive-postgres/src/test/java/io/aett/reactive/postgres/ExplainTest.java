package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How the server reads a table of a million commits: half of them in one stream, half in ten thousand streams of five
 * tenants. Every statement, with a plan for its values and with one for any, goes by index ranges, and sorts no more than a page.
 */
class ExplainTest {

    private static final int HALF = 500_000;
    private static final PageRequest PAGE = new PageRequest(0, 256, 4 << 20);
    private static final PostgresFixture DATA = new PostgresFixture();
    private static PostgresEventStore store;

    @BeforeAll
    static void fill() {
        store = (PostgresEventStore) DATA.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        for (String index : List.of("commits_sequence_key", "commits_id_key", "commits_tenant_key")) {
            DATA.database.admin("DROP INDEX %s.%s".formatted(DATA.schema, index));
        }
        insert("'big'", "'long'", "n");
        insert("'t' || n % 5", "'s' || n % 10000", "1 + n / 10000");
        // Makes the indexes again, and takes the server longer than anything else here; so it is the store that does
        // it.
        Await.done(store.management().initialize());
        DATA.database.admin("VACUUM ANALYZE %s.commits".formatted(DATA.schema));
    }

    /** Commits of two events each. */
    private static void insert(String tenant, String stream, String sequence) {
        DATA.database.admin("""
                INSERT INTO %s.commits
                SELECT nextval('%s.checkpoints'), %s, %s, %s, 2 * (%s), 2, 0, gen_random_uuid(), gen_random_uuid(),
                       1700000000000000 + n, '\\x7b7d'
                FROM generate_series(1, %d) AS n
                """.formatted(DATA.schema, DATA.schema, tenant, stream, sequence, sequence, HALF));
    }

    @AfterAll
    static void remove() {
        Await.done(DATA.dispose());
    }

    private static String plan(String sql, String types, String values, String mode) {
        return Plans.plan(DATA.database, sql, types, values, mode);
    }

    private static void assertIndexed(String sql, String types, String values) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            assertThat(plan(sql, types, values, mode))
                    .as(mode)
                    .contains("Index")
                    .doesNotContain("Seq Scan on commits")
                    .doesNotContain("Bitmap")
                    .doesNotContain("Sort");
        }
    }

    /** Whether it walks the index or sorts what it found there. */
    private static void assertWithinAPage(String sql, String types, String values) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            String plan = plan(sql, types, values, mode);
            assertThat(plan).as(mode).contains("commits_sequence_key").doesNotContain("Seq Scan on commits");
            Plans.assertLooksAtNoMoreThan(Plans.rowsOf(PAGE), plan);
        }
    }

    private static PageQueries pages() {
        return new PageQueries(PostgresSchema.quoted(DATA.schema));
    }

    @ParameterizedTest
    @CsvSource({
        "'big', 'long', 9223372036854775807, 0",
        "'big', 'long', 9223372036854775807, 499000",
        "'big', 'long', 100, 0",
        "'t1', 's1', 9223372036854775807, 0",
        "'no', 'no', 9223372036854775807, 0"
    })
    void a_page_of_a_stream_is_a_range_of_an_index(String tenant, String stream, long max, long after) {
        assertWithinAPage(
                pages().streamSql(PAGE, false),
                "text, text, bigint, bigint",
                "'%s', '%s', %d, %d".formatted(tenant, stream, max, after));
    }

    @ParameterizedTest
    @CsvSource({"2, 9223372036854775807", "900001, 9223372036854775807", "900001, 900010", "99999999, 999999999"})
    void a_page_that_begins_within_a_stream_is_found_by_halving(long min, long max) {
        assertWithinAPage(
                pages().streamSql(PAGE, true),
                "text, text, bigint, bigint",
                "'big', 'long', %d, %d".formatted(max, min));
    }

    @Test
    void where_each_commit_has_one_event_a_page_that_begins_within_the_stream_is_found_at_once() {
        DATA.database.admin("""
                INSERT INTO %1$s.commits
                SELECT nextval('%1$s.checkpoints'), 'single', 's', n, n, 1, 0, gen_random_uuid(), gen_random_uuid(), n, '\\x7b7d'
                FROM generate_series(1, 100) AS n
                """.formatted(DATA.schema));
        String halving = "Recursive Union (never executed)";
        String sql = pages().streamSql(PAGE, true);
        String types = "text, text, bigint, bigint";

        assertThat(plan(sql, types, "'single', 's', 60, 51", "force_generic_plan"))
                .contains(halving)
                .contains("Subquery Scan on page (actual rows=10");
        assertThat(plan(sql, types, "'big', 'long', 60, 51", "force_generic_plan"))
                .doesNotContain(halving)
                .contains("Subquery Scan on page (actual rows=5");
    }

    @ParameterizedTest
    @CsvSource({"t1, 0", "t1, 700000", "big, 250000", "no, 0"})
    void a_page_of_a_tenant_is_a_range_of_an_index(String tenant, long after) {
        assertIndexed(
                pages().tenantSql(PAGE),
                "text, bigint, bigint, bigint",
                "'%s', %d, 1700000000000500, 1000000".formatted(tenant, after));
    }

    @ParameterizedTest
    @CsvSource({"0, 1000000", "999000, 1000000", "500000, 500010"})
    void a_page_of_the_global_order_is_a_range_of_an_index(long after, long upTo) {
        String plan = plan(pages().allSql(PAGE), "bigint, bigint", after + ", " + upTo, "force_generic_plan");
        assertThat(plan)
                .doesNotContain("Seq Scan on commits")
                .doesNotContain("Sort")
                .doesNotContain("Bitmap");
    }

    @Test
    void heads_are_found_in_the_index_alone() {
        String head = "SELECT commit_sequence, stream_revision, commit_stamp FROM %s.commits WHERE tenant_id = $1"
                + " AND stream_id = $2 AND life = " + Sql.in(DATA.schema, Sql.lifeOf("$1"))
                + " ORDER BY commit_sequence DESC LIMIT 1";
        String plan = plan(head.formatted(DATA.schema), "text, text", "'big', 'long'", "force_generic_plan");
        assertThat(plan).contains("Index Only Scan Backward using commits_sequence_key");
        String last = plan(
                "SELECT max(checkpoint) FROM %s.commits WHERE checkpoint > $1".formatted(DATA.schema),
                "bigint",
                "0",
                "auto");
        assertThat(last).contains("Index Only Scan Backward using commits_pkey");
    }

    @Test
    void appends_look_into_the_table_by_index_only() {
        String schema = PostgresSchema.quoted(DATA.schema);
        String types =
                "text[], text[], bigint[], bigint[], integer[], uuid[], uuid[], bigint[], integer[], integer[], bytea";
        String values = """
                ARRAY['big', 't1'], ARRAY['long', 'new'], ARRAY[500001, 1]::bigint[], ARRAY[1000001, 1]::bigint[],
                ARRAY[1, 1], ARRAY[gen_random_uuid(), gen_random_uuid()], ARRAY[gen_random_uuid(), gen_random_uuid()],
                ARRAY[1, 1]::bigint[], ARRAY[1, 3], ARRAY[2, 2], '\\x7b7d7b7d'
                """;
        String append = plan("/* */ " + Appender.appendSql(schema, 2, true), types, values, "force_generic_plan");
        assertThat(append).doesNotContain("Seq Scan on commits").contains("commits_sequence_key");
        String alone = plan(
                "/* */ " + Appender.appendSql(schema, 1, true),
                "text, text, bigint, bigint, integer, uuid, uuid, bigint, bytea",
                "'big', 'long', 500001, 1000001, 1, gen_random_uuid(), gen_random_uuid(), 1, '{}'",
                "force_generic_plan");
        assertThat(alone)
                .doesNotContain("Seq Scan on commits")
                .doesNotContain("Sort")
                .contains("commits_sequence_key");
        String explain = plan(
                Appender.explainSql(schema),
                "text[], text[], uuid[], uuid[]",
                "ARRAY['big', 't1'], ARRAY['long', 's1'], ARRAY[gen_random_uuid(), gen_random_uuid()],"
                        + " ARRAY[gen_random_uuid(), gen_random_uuid()]",
                "force_generic_plan");
        assertThat(explain)
                .doesNotContain("Seq Scan on commits")
                .contains("commits_sequence_key")
                .contains("commits_id_key");
        DATA.database.admin(
                "DELETE FROM %s.commits WHERE stream_id = 'new' OR commit_sequence = 500001".formatted(DATA.schema));
    }

    /** R1 at the far end of a long stream, against what is known to be there. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1",
        "2, 3, 1, 2",
        "3, 3, 2, 2",
        "4, 6, 2, 3",
        "999999, 1000000, 500000, 500000",
        "999998, 9223372036854775807, 499999, 500000",
        "500000, 500003, 250000, 250002"
    })
    void ranges_of_a_long_stream_are_right(long min, long max, long first, long last) {
        Page page = Await.value(store.storage().commits().readStream(new StreamKey("big", "long"), min, max, PAGE));

        assertThat(page.commits()).hasSize((int) (last - first + 1));
        assertThat(page.commits().get(0).sequence()).isEqualTo(first);
        assertThat(page.commits().get(page.commits().size() - 1).sequence()).isEqualTo(last);
    }

    @Test
    void the_global_order_is_read_from_anywhere() {
        EventStore reading = store;
        assertThat(reading).isNotNull();
        LogPage page = Await.value(store.storage().commits().readAll(new PageRequest(777_777, 256, 4 << 20)));
        assertThat(page.commits()).hasSize(256);
        assertThat(page.commits().get(0).checkpoint()).isEqualTo(777_778);
    }
}
