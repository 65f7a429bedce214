package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The order's fence: writers that are stalled between their number and their commit, and what must not disturb it. */
class FenceTest extends ContractSuite<PostgresFixture> {

    private static final PageRequest ALL = new PageRequest(0, 1000, Long.MAX_VALUE);

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    /** A page of the global order as a process that knows nothing reads it. */
    private LogPage page() {
        PostgresEventStore fresh = (PostgresEventStore) data().open(FixtureOptions.defaults());
        return Await.value(fresh.storage().commits().readAll(ALL));
    }

    private List<String> visibleRows() {
        return data().database
                .query(
                        "SELECT stream_id FROM %s.commits ORDER BY checkpoint".formatted(data().schema),
                        row -> CommitRow.text(row, 0));
    }

    @Test
    void a_writer_that_has_its_number_and_has_not_committed_holds_readers_below_it() {
        Commit before = commit(firstOf(TENANT, "before", noted("a")));
        StalledWriter stalled = StalledWriter.of(data(), TENANT, "stalled");
        Commit after = commit(firstOf(TENANT, "after", noted("b")));
        Recorder<Commit> follower = Recorder.of(store().management().follow(0));
        follower.await(1);

        LogPage held = page();
        assertThat(visibleRows()).containsExactly("before", "after");
        assertThat(held.commits()).hasSize(1);
        assertThat(held.settled()).isEqualTo(before.checkpointToken());
        assertThat(held.head().last()).isEqualTo(after.checkpointToken());

        stalled.commit();
        assertThat(follower.await(3)).extracting(Commit::streamId).containsExactly("before", "stalled", "after");
        assertThat(readAll()).extracting(Commit::streamId).containsExactly("before", "stalled", "after");
        follower.dispose();
    }

    @Test
    void a_finite_read_waits_for_the_writer_below_its_head() {
        store();
        StalledWriter stalled = StalledWriter.of(data(), TENANT, "stalled");
        commit(firstOf(TENANT, "after", noted("b")));
        Recorder<Commit> reader = Recorder.of(second().management().getFrom(0));
        page();
        assertThat(reader.count()).isZero();
        assertThat(reader.completed()).isFalse();

        stalled.commit();

        assertThat(reader.awaitCompletion()).extracting(Commit::streamId).containsExactly("stalled", "after");
    }

    @Test
    void a_writer_that_rolls_back_lets_readers_go_on() {
        ends(StalledWriter::rollback);
    }

    @Test
    void a_writer_whose_process_is_terminated_lets_readers_go_on() {
        ends(StalledWriter::terminate);
    }

    private void ends(Consumer<StalledWriter> ending) {
        store();
        StalledWriter stalled = StalledWriter.of(data(), TENANT, "stalled");
        Commit after = commit(firstOf(TENANT, "after", noted("b")));
        Recorder<Commit> follower = Recorder.of(second().management().follow(0));
        assertThat(page().settled()).isZero();

        ending.accept(stalled);

        assertThat(follower.await(1)).containsExactly(after);
        assertThat(readAll()).containsExactly(after);
        follower.dispose();
    }

    @Test
    void a_prepared_transaction_holds_readers_until_it_is_decided() {
        store();
        String name = "prepared-" + data().schema;
        StalledWriter.of(data(), TENANT, "stalled").prepare(name);
        commit(firstOf(TENANT, "after", noted("b")));
        assertThat(page().settled()).isZero();
        assertThat(page().commits()).isEmpty();

        data().database.admin("COMMIT PREPARED '" + name + "'");

        assertThat(readAll()).extracting(Commit::streamId).containsExactly("stalled", "after");
    }

    @Test
    void transactions_and_locks_of_others_hold_nobody() {
        store();
        String table = "other_" + data().schema;
        data().database.admin("CREATE TABLE " + table + " (n int)");
        StalledWriter writing = StalledWriter.idle(data().database);
        writing.run("INSERT INTO " + table + " VALUES (1)");
        StalledWriter locking = StalledWriter.idle(data().database);
        locking.run(
                "SELECT pg_advisory_xact_lock_shared(7), pg_advisory_xact_lock(8), pg_advisory_xact_lock_shared(7, 8)");
        PostgresFixture elsewhere = new PostgresFixture();
        Await.done(elsewhere.open(FixtureOptions.defaults()).management().initialize());
        StalledWriter neighbour = StalledWriter.of(elsewhere, TENANT, "neighbour");

        Commit stored = commit(first(noted("a")));

        assertThat(page().settled()).isEqualTo(stored.checkpointToken());
        assertThat(page().commits()).hasSize(1);
        writing.rollback();
        locking.rollback();
        neighbour.rollback();
        Await.done(elsewhere.dispose());
        data().database.admin("DROP TABLE " + table);
    }

    /** The numbers of what was rolled back may be given again after a crash; so no reader may pass them. */
    @Test
    void numbers_that_nobody_stored_are_not_passed() {
        Commit stored = commit(first(noted("a")));
        StalledWriter.of(data(), TENANT, "stalled").rollback();

        LogPage page = page();

        assertThat(page.settled()).isEqualTo(stored.checkpointToken());
        assertThat(page.head().last()).isEqualTo(stored.checkpointToken());
    }

    /** G2 under everything at once; judged by the checker. */
    @Test
    void readers_beside_stalled_rolled_back_and_terminated_writers_miss_nothing() {
        Seeded.run(random -> {
            EventStore one = store();
            EventStore two = second();
            CheckpointChecker checker = new CheckpointChecker();
            AtomicInteger writing = new AtomicInteger(6);
            List<Integer> fates = random.ints(40, 0, 4).boxed().toList();

            List<Outcome<Boolean>> outcomes = Race.run(9, i -> () -> {
                if (i >= 6) {
                    readOn(i % 2 == 0 ? one : two, "reader " + i, checker, writing);
                    return true;
                }
                try {
                    if (i < 2) {
                        stall(i, fates);
                    } else {
                        fill("t" + i, STREAM, 40).forEach(checker::acknowledged);
                    }
                } finally {
                    writing.decrementAndGet();
                }
                return true;
            });

            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.error()).isNull());
            checker.check(readAll());
        });
    }

    private void stall(int writer, List<Integer> fates) {
        for (int n = 0; n < fates.size() / 2; n++) {
            StalledWriter stalled = StalledWriter.of(data(), "stalled-" + writer, "s" + n);
            page();
            switch (fates.get(writer * 20 + n)) {
                case 0 -> stalled.rollback();
                case 1 -> stalled.terminate();
                default -> stalled.commit();
            }
        }
    }

    private static void readOn(EventStore store, String name, CheckpointChecker checker, AtomicInteger writing) {
        List<Commit> seen = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = writing.get() > 0;
            long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).checkpointToken();
            seen.addAll(Await.all(store.management().getFrom(last)));
        }
        checker.delivered(name, 0, seen);
    }
}
