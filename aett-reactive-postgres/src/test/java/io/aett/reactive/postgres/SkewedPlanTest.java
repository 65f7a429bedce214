package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One stream, tenant or space that is much larger than the others, of which the server thinks when it makes a plan for any: whatever the
 * plan, no page looks at more rows than it may show.
 */
class SkewedPlanTest {

    private static final int MOST = 256;
    private static final PageRequest PAGE = new PageRequest(0, MOST, 4 << 20);
    private static final PostgresFixture DATA = new PostgresFixture();

    @BeforeAll
    static void fill() {
        EventStore store = DATA.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        insert("'large'", "'long'", "n", 20_000);
        insert("'t' || n % 10", "'s' || n % 100", "1 + n / 100", 30_000);
        insert("'u'", "'s'", "n", 100);
        insert("'u-is-large'", "'s'", "n", 20_000);
        insert("'v'", "'s'", "n", 100);
        DATA.database.admin("""
                INSERT INTO %s.states SELECT CASE WHEN n %% 2 = 0 THEN 'large' WHEN n < 100 THEN 'larger' ELSE 'a space' || n %% 301 END, 'key' || n, '\\x7b7d',
                    gen_random_uuid() FROM generate_series(1, 40000) AS n
                """.formatted(DATA.schema));
        DATA.database.admin("VACUUM ANALYZE %1$s.commits, %1$s.states".formatted(DATA.schema));
    }

    private static void insert(String tenant, String stream, String sequence, int commits) {
        DATA.database.admin("""
                INSERT INTO %s.commits
                SELECT nextval('%s.checkpoints'), %s, %s, %s, %s, 1, 0, gen_random_uuid(), gen_random_uuid(), n, '\\x7b7d'
                FROM generate_series(1, %d) AS n
                """.formatted(DATA.schema, DATA.schema, tenant, stream, sequence, sequence, commits));
    }

    @AfterAll
    static void remove() {
        Await.done(DATA.dispose());
    }

    private static PageQueries pages() {
        return new PageQueries(PostgresSchema.quoted(DATA.schema));
    }

    private static void assertLooksAtOnePage(String sql, String types, String values) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            String plan = Plans.plan(DATA.database, sql, types, values, mode);
            Plans.assertLooksAtNoMoreThan(Plans.rowsOf(PAGE), plan);
            assertThat(plan).contains("(actual rows=" + MOST);
        }
    }

    @ParameterizedTest
    @CsvSource({"large, long, 0", "large, long, 10000", "t1, s1, 3"})
    void of_a_stream(String tenant, String stream, long after) {
        assertLooksAtOnePage(
                pages().streamSql(PAGE, false),
                "text, text, bigint, bigint",
                "'%s', '%s', 9223372036854775807, %d".formatted(tenant, stream, after));
    }

    @ParameterizedTest
    @CsvSource({"2, 9223372036854775807", "10000, 9223372036854775807", "10000, 19000"})
    void of_a_stream_from_within(long min, long max) {
        assertLooksAtOnePage(
                pages().streamSql(PAGE, true),
                "text, text, bigint, bigint",
                "'large', 'long', %d, %d".formatted(max, min));
    }

    @ParameterizedTest
    @CsvSource({"large, 0", "large, 10000", "t1, 0", "u-is-large, 0"})
    void of_a_tenant(String tenant, long after) {
        assertLooksAtOnePage(
                pages().tenantSql(PAGE),
                "text, bigint, bigint, bigint",
                "'%s', %d, 1700000000000500, 9223372036854775807".formatted(tenant, after));
    }

    @ParameterizedTest
    @CsvSource({"0, 9223372036854775807", "10000, 50000"})
    void of_the_global_order(long after, long upTo) {
        assertLooksAtOnePage(pages().allSql(PAGE), "bigint, bigint", after + ", " + upTo);
    }

    @Test
    void where_the_payloads_are_too_many_for_one() {
        PageRequest small = new PageRequest(0, MOST, 100);
        String ofLong = "'large', 'long', 9223372036854775807, 10000";
        assertEndsAfterFifty(pages().streamSql(small, false), "text, text, bigint, bigint", ofLong);
        assertEndsAfterFifty(pages().streamSql(small, true), "text, text, bigint, bigint", ofLong);
        assertEndsAfterFifty(
                pages().tenantSql(small),
                "text, bigint, bigint, bigint",
                "'large', 10000, 1700000000000500, 9223372036854775807");
        assertEndsAfterFifty(pages().allSql(small), "bigint, bigint", "10000, 50000");
    }

    private static void assertEndsAfterFifty(String sql, String types, String values) {
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            String plan = Plans.plan(DATA.database, sql, types, values, mode);
            Plans.assertLooksAtNoMoreThan(Plans.rowsOf(PAGE), plan);
            assertThat(plan).contains("WindowAgg (actual rows=").contains("Append (actual rows=51");
        }
    }

    @Test
    void of_the_states_of_a_space() {
        for (boolean inclusive : new boolean[] {false, true}) {
            assertLooksAtOnePage(
                    PostgresStateTable.scanSql(PostgresSchema.quoted(DATA.schema), inclusive, MOST),
                    "text, text",
                    "'large', 'key2'");
        }
    }
}
