package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Statements are counted; each is one round trip. */
class RoundTripTest extends ContractSuite<PostgresFixture> {

    private final CountingFactory counted = new CountingFactory(new PostgresqlConnectionFactory(
            Database.shared().configuration().forceBinary(true).build()));

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    /** A store on counted connections, without notifications, initialized by another one. */
    private PostgresEventStore counting(PostgresOptions.Builder options) {
        store();
        return data().opened(PostgresEventStore.own(counted, options.build()));
    }

    private PostgresOptions.Builder quiet() {
        return data().options(FixtureOptions.defaults()).notifications(false);
    }

    @Test
    void assembling_and_closing_send_nothing() {
        PostgresEventStore store = counting(quiet());
        store.commits().commit(first(noted("a")));
        store.commits().get(TENANT, STREAM);
        store.management().follow(0);
        Await.done(store.close());

        assertThat(counted.executed()).isEmpty();
        assertThat(counted.opened()).isZero();
    }

    @Test
    void an_append_is_one_statement() {
        PostgresEventStore store = counting(quiet());
        Commit one = commit(store, first(noted("a")));
        assertThat(counted.executed()).hasSize(1);

        counted.reset();
        commit(store, after(one, noted("b")));
        assertThat(counted.executed()).hasSize(1);
        assertThat(counted.opened()).isEqualTo(1);
    }

    @Test
    void a_batch_of_64_appends_is_one_statement() {
        PostgresEventStore store = counting(quiet());
        List<EncodedCommit> batch = IntStream.range(0, 64)
                .mapToObj(i -> StalledWriter.encoded(TENANT, "s" + i, 1))
                .toList();

        List<AppendResult> results = Await.value(store.storage().commits().append(batch));

        assertThat(results).hasSize(64).allMatch(AppendResult.Appended.class::isInstance);
        assertThat(counted.executed()).hasSize(1);
    }

    @Test
    void the_statement_of_an_append_is_made_once_for_a_connection_but_for_large_ones() {
        PostgresEventStore store = counting(quiet());
        Commit last = commit(store, first(noted("a")));
        counted.reset();

        for (int i = 0; i < 5; i++) {
            last = commit(store, after(last, noted("b" + i)));
        }
        assertThat(counted.made()).isEmpty();
        assertThat(counted.executed()).hasSize(5);

        last = commit(store, after(last, noted("c".repeat(100_000))));
        assertThat(counted.made()).hasSize(1);
        commit(store, after(last, noted("d")));
        assertThat(counted.made()).hasSize(1);
        assertThat(Await.all(store.commits().get(TENANT, STREAM))).hasSize(8);
    }

    @Test
    void the_statements_of_a_follower_are_made_once_for_a_connection() {
        PostgresEventStore store = counting(quiet());
        Commit last = commit(store, first(noted("a")));
        for (int i = 0; i < 2; i++) {
            Await.all(store.management().follow(last.checkpointToken() - 1).take(1));
        }
        counted.reset();

        for (int i = 0; i < 5; i++) {
            last = commit(store, after(last, noted("b" + i)));
            assertThat(Await.all(store.management()
                            .follow(last.checkpointToken() - 1)
                            .take(1)))
                    .hasSize(1);
        }
        assertThat(counted.made()).isEmpty();
    }

    @Test
    void whatever_was_refused_of_a_batch_is_found_out_in_one_more_statement() {
        PostgresEventStore store = counting(quiet());
        Commit stored = commit(store, first(noted("a")));
        counted.reset();
        Await.error(DuplicateCommitException.class, store.commits().commit(stored));
        assertThat(counted.executed()).hasSize(2);

        counted.reset();
        List<EncodedCommit> batch = IntStream.range(0, 64)
                .mapToObj(i -> StalledWriter.encoded(TENANT, i == 0 ? STREAM : "s" + i, i % 2 == 0 ? 1 : 7))
                .toList();
        List<AppendResult> results = Await.value(store.storage().commits().append(batch));

        assertThat(counted.executed()).hasSize(2);
        assertThat(results.get(0)).isEqualTo(new AppendResult.SequenceTaken(1, 1));
        assertThat(results.get(1)).isEqualTo(new AppendResult.OutOfOrder(0, 0));
        assertThat(results.get(2)).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void a_page_of_a_stream_is_one_statement_wherever_it_begins() {
        fill(TENANT, STREAM, 40, 1, 3);
        PostgresEventStore store = counting(quiet());
        assertThat(Await.all(store.commits().get(TENANT, STREAM))).hasSize(40);
        assertThat(counted.executed()).hasSize(1);

        counted.reset();
        assertThat(Await.all(store.commits().get(TENANT, STREAM, 41, 48))).hasSize(4);
        assertThat(counted.executed()).hasSize(1);
        assertThat(counted.opened()).isEqualTo(1);
    }

    @Test
    void a_demand_of_one_costs_one_page() {
        fill(TENANT, STREAM, 20);
        PostgresEventStore store = counting(quiet().pageSize(5));
        Recorder<Commit> reader = Recorder.of(store.commits().get(TENANT, STREAM), 1);
        reader.await(1);
        assertThat(counted.executed()).hasSize(1);
        reader.request(4);
        reader.await(5);
        assertThat(counted.executed()).hasSize(1);
        reader.request(1);
        reader.await(6);
        assertThat(counted.executed()).hasSize(2);
        reader.dispose();
    }

    /** One statement finds the fence; each page behind it is one more. */
    @Test
    void pages_of_the_global_order_share_one_fence() {
        scatter(100);
        PostgresEventStore store = counting(quiet().pageSize(25));

        assertThat(Await.all(store.management().getFrom(0))).hasSize(100);

        assertThat(counted.executed()).hasSize(5);
    }

    /** G5: idle following costs next to nothing. Time is virtual, and goes on by a tenth of a second whenever all is quiet. */
    @Test
    void an_idle_follower_asks_at_most_once_a_second() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        // Virtual time may run ahead of the server's answer, and must not end it.
        PostgresEventStore store = counting(quiet().scheduler(time).readTimeout(Duration.ofDays(1)));
        Recorder<Commit> follower = Recorder.of(store.management().follow(0));
        int doublings = 12;
        tenthsUntil(time, store, doublings);

        int tenths = tenthsUntil(time, store, doublings + 15);

        assertThat(tenths).isGreaterThanOrEqualTo(10 * 14);
        follower.dispose();
        Await.until(() -> "the end", () -> store.connectionsInUse() == 0);
    }

    /** How many tenths of a second it takes until so many statements were executed. */
    private int tenthsUntil(VirtualTimeScheduler time, PostgresEventStore store, int statements) {
        int[] tenths = {0};
        Await.until(() -> statements + " statements", () -> {
            if (store.connectionsInUse() == 0) {
                time.advanceTimeBy(Duration.ofMillis(100));
                tenths[0]++;
            }
            return counted.executed().size() >= statements;
        });
        return tenths[0];
    }

    /** The pause between two announcements is virtual and does not end, so there is one. */
    @Test
    void however_many_appends_end_they_are_announced_once_in_a_while() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        PostgresEventStore store =
                counting(data().options(FixtureOptions.defaults()).scheduler(time));
        fill(TENANT, STREAM, 1);
        for (int i = 0; i < 20; i++) {
            commit(store, firstOf(TENANT, "s" + i, noted("n")));
        }
        Await.until(() -> "the announcement", () -> announcements() == 1 && store.connectionsInUse() == 0);

        time.advanceTimeBy(Duration.ofMillis(15));

        Await.until(() -> "one for all others", () -> announcements() == 2);
    }

    private long announcements() {
        return counted.executed().stream()
                .filter(sql -> sql.contains("pg_notify"))
                .count();
    }

    @Test
    void what_loses_is_not_announced() {
        Commit stored = commit(first(noted("a")));
        PostgresEventStore store = counting(data().options(FixtureOptions.defaults()));

        Await.error(DuplicateCommitException.class, store.commits().commit(stored));

        assertThat(counted.executed()).hasSize(2);
    }
}
