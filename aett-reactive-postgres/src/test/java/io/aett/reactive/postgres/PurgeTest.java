package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
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
        StalledWriter rival = StalledWriter.of(data(), "z", "taken");
        PostgresEventStore other = (PostgresEventStore) second();
        Recorder<List<AppendResult>> held = Recorder.of(other.storage()
                .commits()
                .append(List.of(StalledWriter.encoded(TENANT, STREAM, 4), StalledWriter.encoded("z", "taken", 1))));
        data().database.awaitWaitingFor("transactionid");
        Recorder<Void> purge = Recorder.of(store().management().purge(TENANT));
        data().database.awaitWaitingFor("relation");

        rival.commit();

        assertThat(held.awaitCompletion().get(0))
                .satisfiesExactly(
                        first -> assertThat(first).isInstanceOf(AppendResult.Appended.class),
                        second -> assertThat(second).isEqualTo(new AppendResult.SequenceTaken(1, 1)));
        purge.awaitCompletion();
        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(commit(first(noted("again"))).commitSequence()).isEqualTo(1);
    }

    /** The append comes while the purge holds its lock, and must not see what the purge removes. */
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
    void appends_of_others_go_on_while_a_purge_waits_for_its_lock() {
        fill(TENANT, STREAM, 3);
        StalledWriter stuck = StalledWriter.of(data(), "other", "stuck");
        Recorder<Void> purge = Recorder.of(second().management().purge(TENANT));
        data().database.awaitWaitingFor("relation");

        List<Commit> others = fill("other", "free", 20);

        assertThat(purge.completed()).isFalse();
        stuck.rollback();
        purge.awaitCompletion();
        assertThat(readAll()).isEqualTo(others);
    }

    /** M2: after an interruption the rest goes with the next one. */
    @Test
    void an_interrupted_purge_is_finished_by_the_next() {
        fill(TENANT, STREAM, 3);
        fill(TENANT, "other", 1);
        StalledWriter stuck = StalledWriter.of(data(), "other", "stuck");
        Recorder<Void> purge = Recorder.of(second().management().purge(TENANT));
        data().database.awaitWaitingFor("relation");
        purge.dispose();
        stuck.rollback();
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(2);

        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(readAll()).isEmpty();
    }
}
