package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** G1: the sequence that numbers commits, lost or set back behind what is stored, as by a restore of tables alone. */
class CheckpointsTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private PostgresEventStore fresh() {
        return (PostgresEventStore) data().open(FixtureOptions.defaults());
    }

    private void admin(String sql) {
        data().database.admin(sql.replace("$.", data().schema + "."));
    }

    private long number(String sql) {
        return data().database
                .query(sql.replace("$.", data().schema + "."), row -> CommitRow.number(row, 0))
                .get(0);
    }

    /** Two tenants, of which one is purged, so that there are holes into which a commit could fall. */
    private long headAboveHoles() {
        fill("purged", STREAM, 6);
        long head = fill(TENANT, STREAM, 3).get(2).checkpointToken();
        Await.done(store().management().purge("purged"));
        return head;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP SEQUENCE $.checkpoints",
                "ALTER SEQUENCE $.checkpoints RESTART",
                "SELECT setval('$.checkpoints', 2)",
                "SELECT setval('$.checkpoints', 9, false)"
            })
    void a_sequence_that_is_behind_is_raised_above_what_is_stored(String loss) {
        long head = headAboveHoles();
        admin(loss);

        PostgresEventStore fresh = fresh();
        Await.done(fresh.management().initialize());

        Commit next = commit(fresh, firstOf(TENANT, "new", noted("next")));
        assertThat(next.checkpointToken()).isGreaterThan(head);
        assertThat(Await.all(fresh.management().getFrom(head))).containsExactly(next);
    }

    /** The printed statements do it too, for who may not change the schema itself. */
    @Test
    void printed_statements_raise_a_sequence_that_is_behind() {
        long head = headAboveHoles();
        admin("SELECT setval('$.checkpoints', 1)");

        data().database.admin(PostgresSchema.ddl(data().schema));

        assertThat(commit(firstOf(TENANT, "new", noted("next"))).checkpointToken())
                .isGreaterThan(head);
    }

    @Test
    void a_sequence_that_is_not_behind_is_left_alone() {
        Commit before = commit(first(noted("a")));

        Await.done(fresh().management().initialize());

        assertThat(commit(after(before, noted("b"))).checkpointToken()).isEqualTo(before.checkpointToken() + 1);
    }

    /** A session's stock would be used below what others have stored since, which the fence does not know. */
    @Test
    void what_sessions_have_in_stock_is_never_used() {
        long head = headAboveHoles();
        admin("ALTER SEQUENCE $.checkpoints CACHE 20 RESTART");
        StalledWriter stocked = StalledWriter.idle(data().database);
        stocked.run("SELECT nextval('%s.checkpoints'); COMMIT".formatted(data().schema));

        Await.done(fresh().management().initialize());

        stocked.run("BEGIN");
        stocked.run("CREATE TABLE %1$s.got AS SELECT nextval('%1$s.checkpoints') AS number".formatted(data().schema));
        stocked.commit();
        assertThat(number("SELECT number FROM $.got")).isGreaterThan(head);
        assertThat(number("SELECT seqcache FROM pg_sequence WHERE seqrelid = '$.checkpoints'::regclass"))
                .isEqualTo(1);
        admin("DROP TABLE $.got");
    }

    /** Who took a low number before is waited for, and nobody takes one meanwhile. */
    @Test
    void the_sequence_is_raised_when_no_append_is_under_way() {
        long head = headAboveHoles();
        admin("SELECT setval('$.checkpoints', 1)");
        StalledWriter stalled = StalledWriter.of(data(), TENANT, "stalled");
        Recorder<Void> initialize = Recorder.of(fresh().management().initialize());
        data().database.awaitWaitingFor("relation");

        assertThat(initialize.completed()).isFalse();
        stalled.rollback();

        initialize.awaitCompletion();
        assertThat(commit(firstOf(TENANT, "new", noted("next"))).checkpointToken())
                .isGreaterThan(head);
    }

    @Test
    void who_may_not_raise_it_is_told_what_to_do() {
        headAboveHoles();
        admin("SELECT setval('$.checkpoints', 1)");
        admin("ALTER SEQUENCE $.checkpoints OWNER TO CURRENT_USER");
        admin("GRANT USAGE, SELECT ON SEQUENCE $.checkpoints TO " + Database.ROLE);

        StorageException error =
                Await.error(StorageException.class, fresh().management().initialize());

        assertThat(error).hasMessageContaining("is behind").hasMessageContaining("PostgresSchema.ddl");
    }

    /** The lives of purged tenants are known again from their commits. */
    @Test
    void lives_that_were_lost_are_found_again() {
        headAboveHoles();
        List<Commit> again = fill("purged", STREAM, 2);
        List<Commit> all = readAll();
        admin("DROP TABLE $.lives CASCADE");

        Await.done(fresh().management().initialize());

        assertThat(read(store(), "purged", STREAM)).isEqualTo(again);
        assertThat(readAll()).isEqualTo(all);
    }
}
