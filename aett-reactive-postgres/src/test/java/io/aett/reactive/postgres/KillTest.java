package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Stubborn;
import io.aett.reactive.testservers.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server that is killed with {@code -9} while it is written to, and started again. */
class KillTest extends ContractSuite<PostgresFixture> {

    private static PostgresServer server;
    private static Database database;

    @BeforeAll
    static void start() {
        server = PostgresServer.startOwn();
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

    @Test
    void killed_three_times_in_a_commit_loop_it_has_every_commit_once_and_readers_miss_none() {
        killedInACommitLoop(3);
    }

    @Test
    @Tag("long")
    void killed_twenty_times_in_a_commit_loop_it_has_every_commit_once_and_readers_miss_none() {
        killedInACommitLoop(20);
    }

    private void killedInACommitLoop(int times) {
        EventStore one = store();
        EventStore two = second();
        CheckpointChecker checker = new CheckpointChecker();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger stored = new AtomicInteger();

        List<Outcome<Boolean>> outcomes = Race.run(6, i -> () -> {
            switch (i) {
                case 0 -> killRepeatedly(times, stored, over);
                case 1 -> readOn(two, checker, over);
                default -> write(i % 2 == 0 ? one : two, "s" + i, checker, stored, over);
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> all = readAll();
        assertThat(all).hasSize(stored.get());
        checker.check(all);
    }

    private static void killRepeatedly(int times, AtomicInteger stored, AtomicBoolean over) {
        try {
            for (int n = 0; n < times; n++) {
                int before = stored.get();
                Await.until(() -> "commits after start " + before, () -> stored.get() >= before + 30);
                server.kill();
                server.start();
            }
            int before = stored.get();
            Await.until(() -> "commits after the last start", () -> stored.get() >= before + 30);
        } finally {
            over.set(true);
        }
    }

    private static void write(
            EventStore store, String stream, CheckpointChecker checker, AtomicInteger stored, AtomicBoolean over) {
        Commit last = null;
        for (int n = 0; !over.get(); n++) {
            last = Stubborn.commit(
                    store, last == null ? firstOf(TENANT, stream, noted("0")) : after(last, noted("n" + n)));
            checker.acknowledged(last);
            stored.incrementAndGet();
        }
    }

    private static void readOn(EventStore store, CheckpointChecker checker, AtomicBoolean over) {
        List<Commit> seen = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = !over.get();
            long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).checkpointToken();
            try {
                Await.done(store.management().getFrom(last).doOnNext(seen::add).then());
            } catch (StorageUnavailableException e) {
                Thread.onSpinWait();
            }
        }
        checker.delivered("reader", 0, seen);
    }

    /** A prepared transaction has its number and its fence across the crash. */
    @Test
    void a_prepared_transaction_holds_readers_also_after_a_crash() {
        store();
        StalledWriter.of(data(), TENANT, "stalled").prepare("across-a-crash");
        commit(firstOf(TENANT, "after", noted("b")));
        server.kill();
        server.start();

        EventStore fresh = data().open(FixtureOptions.defaults());
        PostgresEventStore reading = (PostgresEventStore) fresh;
        assertThat(Await.value(reading.storage()
                                .commits()
                                .readAll(new io.aett.reactive.spi.PageRequest(0, 10, 1 << 20)))
                        .commits())
                .isEmpty();

        database.admin("COMMIT PREPARED 'across-a-crash'");

        assertThat(Await.all(fresh.management().getFrom(0)))
                .extracting(Commit::streamId)
                .containsExactly("stalled", "after");
    }

    /**
     * The number of what was rolled back before the crash is given again after it, since nothing had flushed it. A reader
     * that had passed it would miss the commit that has it now.
     */
    @Test
    void numbers_that_a_crash_gives_again_are_read() {
        Commit before = commit(first(noted("a")));
        EventStore reading = second();
        assertThat(Await.all(reading.management().getFrom(0))).containsExactly(before);
        for (int n = 0; n < 70; n++) {
            StalledWriter.of(data(), TENANT, "never").rollback();
        }
        assertThat(Await.all(reading.management().getFrom(before.checkpointToken())))
                .isEmpty();
        server.kill();
        server.start();

        Commit after = Stubborn.commit(store(), after(before, noted("b")));

        assertThat(Await.all(data().open(FixtureOptions.defaults()).management().getFrom(before.checkpointToken())))
                .containsExactly(after);
    }
}
