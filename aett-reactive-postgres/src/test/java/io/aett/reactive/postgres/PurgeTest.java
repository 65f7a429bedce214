package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Purging against appends that are under way. */
class PurgeTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    /** The append has seen its predecessor, and waits for a rival in another stream; the purge waits for the append. */
    @Test
    void an_append_that_is_held_up_across_a_purge_brings_no_old_number_back() {
        fill(TENANT, STREAM, 3);
        PostgresEventStore other = (PostgresEventStore) second();
        // From now on it leaves out what is taken.
        Await.value(other.storage().commits().append(List.of(StalledWriter.encoded(TENANT, STREAM, 1))));

        assertThat(heldUpAcrossAPurge(other)).isInstanceOf(AppendResult.Appended.class);
    }

    /** All of it is undone for the rival's sake, and comes to an empty stream then. */
    @Test
    void an_append_that_is_undone_after_a_purge_is_told_of_the_empty_stream() {
        fill(TENANT, STREAM, 3);

        assertThat(heldUpAcrossAPurge((PostgresEventStore) second())).isEqualTo(new AppendResult.OutOfOrder(0, 0));
    }

    private AppendResult heldUpAcrossAPurge(PostgresEventStore other) {
        StalledWriter rival = StalledWriter.of(data(), "z", "taken");
        Recorder<List<AppendResult>> held = Recorder.of(other.storage()
                .commits()
                .append(List.of(StalledWriter.encoded(TENANT, STREAM, 4), StalledWriter.encoded("z", "taken", 1))));
        data().database.awaitWaitingFor("transactionid");
        Recorder<Void> purge = Recorder.of(store().management().purge(TENANT));
        awaitEffect();

        assertThat(purge.completed()).isFalse();
        rival.commit();

        List<AppendResult> results = held.awaitCompletion().get(0);
        assertThat(results.get(1)).isEqualTo(new AppendResult.SequenceTaken(1, 1));
        purge.awaitCompletion();
        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(commit(first(noted("again"))).commitSequence()).isEqualTo(1);
        return results.get(0);
    }

    /** As who removes rows by hand: an append locks the table before it looks. */
    @Test
    void an_append_that_waits_for_a_purge_does_not_see_what_it_removed() {
        Commit last = fill(TENANT, STREAM, 3).get(2);
        StalledWriter purge = StalledWriter.idle(data().database);
        purge.run("LOCK TABLE %s.commits IN SHARE ROW EXCLUSIVE MODE".formatted(data().schema));
        purge.run("DELETE FROM %s.commits WHERE tenant_id = '%s'".formatted(data().schema, TENANT));
        Recorder<Commit> append = Recorder.of(store().commits().commit(after(last, noted("old number"))));
        data().database.awaitWaitingFor("relation");

        purge.commit();

        assertThat(append.awaitError()).isInstanceOf(InvalidCommitException.class);
        assertThat(read()).isEmpty();
    }

    /** One that is stuck holds up the purge, and nobody else. */
    @Test
    void appends_of_others_go_on_while_a_purge_waits_for_one_that_is_stuck() {
        fill(TENANT, STREAM, 3);
        StalledWriter stuck = StalledWriter.of(data(), "other", "stuck");
        Recorder<Void> purge = Recorder.of(second().management().purge(TENANT));
        awaitEffect();

        Await.until(() -> "the removal", () -> Await.value(raw().commits(TENANT)) == 0);
        assertThat(purge.completed()).isFalse();
        List<Commit> others = fill("other", "free", 20);

        assertThat(purge.completed()).isFalse();
        stuck.rollback();
        purge.awaitCompletion();
        assertThat(readAll()).isEqualTo(others);
    }

    /** M2: after an interruption, here behind the first statement, the rest goes with the next one. */
    @Test
    void an_interrupted_purge_is_finished_by_the_next() {
        fill(TENANT, STREAM, 3);
        fill(TENANT, "other", 1);
        data().database.admin("INSERT INTO %s.lives VALUES ('%s', 1)".formatted(data().schema, TENANT));
        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(4);

        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(readAll()).isEmpty();
    }

    /** What an interrupted purge left is in nobody's way. */
    @Test
    void a_stream_begins_again_beside_what_an_interrupted_purge_left() {
        List<Commit> old = fill(TENANT, STREAM, 3);
        data().database.admin("INSERT INTO %s.lives VALUES ('%s', 1)".formatted(data().schema, TENANT));

        Commit again = commit(builder(TENANT, STREAM, 1, 1, noted("again"))
                .commitId(old.get(1).commitId())
                .build());
        Commit next = commit(after(again, noted("next")));

        assertThat(read()).containsExactly(again, next);
        assertThat(readAll()).containsExactly(again, next);
        assertThat(Await.all(store().commits().getAllTo(TENANT, Instant.MAX))).containsExactly(again, next);
        assertThat(Await.error(DuplicateCommitException.class, store().commits().commit(next))
                        .storedCommit())
                .isEqualTo(next);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(5);
        Await.done(store().management().purge(TENANT));
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** G7, G1: not of the store's last commits either, and no number is given again. */
    @Test
    void a_purge_does_not_set_the_head_back() {
        long last = fill(TENANT, STREAM, 3).get(2).checkpointToken();
        Recorder<Commit> follower = Recorder.of(store().management().follow(last));

        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(((PostgresEventStore) store())
                                .storage()
                                .commits()
                                .head())
                        .last())
                .isEqualTo(last);
        data().database.admin("SELECT setval('%s.checkpoints', 1)".formatted(data().schema));
        Await.done(second().management().initialize());
        Commit next = commit(first(noted("next")));
        assertThat(next.checkpointToken()).isGreaterThan(last);
        assertThat(follower.await(1)).containsExactly(next);
        follower.dispose();
    }

    /** More than a batch. */
    @Test
    void a_large_tenant_goes_in_several_steps_and_its_neighbour_stays() {
        store();
        data().database.admin("""
                INSERT INTO %1$s.commits (checkpoint, tenant_id, stream_id, commit_sequence, stream_revision, event_count,
                    life, commit_id, nonce, commit_stamp, payload)
                SELECT pg_catalog.nextval('%1$s.checkpoints'), CASE n %% 3 WHEN 0 THEN 'other' ELSE '%2$s' END,
                    's' || n, 1, 1, 1, 0, gen_random_uuid(), gen_random_uuid(), 0, '{}'
                FROM generate_series(1, 9000) AS n
                """.formatted(data().schema, TENANT));

        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(Await.value(raw().commits("other"))).isEqualTo(3000);
    }

    /** Waits until the tenant of a purge that is under way is empty for all who look. */
    private void awaitEffect() {
        Await.until(() -> "the purge's effect", () -> read().isEmpty());
    }
}
