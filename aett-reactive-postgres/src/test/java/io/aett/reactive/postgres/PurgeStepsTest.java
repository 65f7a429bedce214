package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a purge lets others see and do between its statements, and what it leaves when it ends before one of them. */
class PurgeStepsTest extends ContractSuite<PostgresFixture> {

    private final CountingFactory stepped = new CountingFactory(new PostgresqlConnectionFactory(
            Database.shared().configuration().forceBinary(true).build()));

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    /** A store of which each statement is stepped. */
    private PostgresEventStore stepping() {
        store();
        return data().opened(PostgresEventStore.own(
                stepped,
                data().options(FixtureOptions.defaults()).notifications(false).build()));
    }

    private static void assertWholeOrEmpty(List<Commit> stream) {
        for (int i = 0; i < stream.size(); i++) {
            assertThat(stream.get(i).commitSequence()).as("of %s", stream).isEqualTo(i + 1);
        }
    }

    /** M2, R1. */
    @Test
    void between_any_two_statements_streams_are_whole_or_empty_and_writers_go_on() {
        List<Commit> other = fill(TENANT, "other", 3);
        List<Commit> mine = new ArrayList<>(fill(TENANT, STREAM, 3));
        PostgresEventStore purging = stepping();
        AtomicInteger steps = new AtomicInteger();
        stepped.beforeEach(sql -> {
            steps.incrementAndGet();
            List<Commit> seen = read();
            assertThat(seen).isIn(mine, List.of());
            assertThat(read(store(), TENANT, "other")).isIn(other, List.of());
            assertThat(Await.all(store().commits().getAllTo(TENANT, Instant.MAX)).stream()
                            .filter(commit -> commit.streamId().equals(STREAM))
                            .toList())
                    .isEqualTo(seen);
            if (seen.isEmpty()) {
                mine.clear();
            }
            mine.add(commit(seen.isEmpty() ? first(noted("again")) : after(mine.get(mine.size() - 1), noted("next"))));
        });

        Await.done(purging.management().purge(TENANT));

        assertThat(steps.get()).isGreaterThanOrEqualTo(3);
        List<Commit> left = read();
        assertWholeOrEmpty(left);
        assertThat(left).isIn(mine, List.of());
        assertThat(readAll()).isEqualTo(left);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(left.size());
    }

    /** M2: no effect, or all of it. */
    @Test
    void a_purge_that_ends_before_any_of_its_statements_has_no_effect_or_all_of_it() {
        PostgresEventStore purging = stepping();
        boolean interrupted = true;
        for (int allowed = 0; interrupted; allowed++) {
            String tenant = "tenant-" + allowed;
            List<Commit> before = fill(tenant, STREAM, 3);
            Await.done(store().snapshots().add(new Snapshot(tenant, STREAM, 3, 3, new State("s", 3), Map.of())));
            interrupted = purgeOnly(purging, tenant, allowed);

            List<Commit> left = read(store(), tenant, STREAM);
            Snapshot snapshot = Await.valueOrNull(store().snapshots().get(tenant, STREAM));
            assertThat(left).isIn(before, List.of());
            assertThat(snapshot == null).isEqualTo(left.isEmpty());
            assertThat(readAll()).isEqualTo(left);
            Commit next = left.isEmpty() ? firstOf(tenant, STREAM, noted("again")) : after(left.get(2), noted("next"));
            Commit stored = commit(next);
            assertThat(read(store(), tenant, STREAM)).endsWith(stored).hasSize(left.size() + 1);

            Await.done(store().management().purge(tenant));
            assertThat(readAll()).isEmpty();
            assertThat(Await.value(raw().commits(tenant))).isZero();
            assertThat(Await.value(raw().snapshots(tenant))).isZero();
        }
    }

    /** Whether it was interrupted. */
    private boolean purgeOnly(PostgresEventStore purging, String tenant, int statements) {
        AtomicInteger left = new AtomicInteger(statements);
        stepped.beforeEach(sql -> {
            if (left.getAndDecrement() <= 0) {
                throw new IllegalStateException("interrupted");
            }
        });
        Recorder<Void> purge = Recorder.of(purging.management().purge(tenant));
        Await.until(() -> "the end", () -> purge.completed() || purge.failure() != null);
        assertThat(purge.completed() || purge.failure() instanceof EventStoreException)
                .isTrue();
        return !purge.completed();
    }

    /** M2, R5: pages of two lives of a stream are never put together, be the rest empty or begun again. */
    @Test
    void a_read_over_several_pages_does_not_go_on_across_a_purge() {
        for (int again : List.of(0, 1, 4)) {
            fill(TENANT, STREAM, 6);
            Recorder<Commit> stream = Recorder.of(pages().commits().get(TENANT, STREAM), 2);
            Recorder<Commit> tenant = Recorder.of(pages().commits().getAllTo(TENANT, Instant.MAX), 2);
            stream.await(2);
            tenant.await(2);

            Await.done(store().management().purge(TENANT));
            fill(TENANT, STREAM, again);
            stream.request(Long.MAX_VALUE);
            tenant.request(Long.MAX_VALUE);

            assertThat(stream.awaitError()).isInstanceOf(StorageUnavailableException.class);
            assertThat(tenant.awaitError()).isInstanceOf(StorageUnavailableException.class);
            assertThat(stream.count()).isEqualTo(2);
            assertThat(tenant.count()).isEqualTo(2);
            Await.done(store().management().purge(TENANT));
        }
    }

    private PostgresEventStore pages() {
        return data().opened(data().create(
                        data().options(FixtureOptions.defaults()).pageSize(2).build()));
    }

    /** R1: what was under way when a read of a tenant began is stored behind its first page, and what follows it after that. */
    @Test
    void a_read_of_a_tenant_shows_no_commit_without_its_predecessor() {
        store();
        StalledWriter stalled = StalledWriter.of(data(), TENANT, STREAM);
        List<Commit> others = fill(TENANT, "other", 4);
        Recorder<Commit> reader = Recorder.of(pages().commits().getAllTo(TENANT, Instant.MAX), 2);
        reader.await(2);

        stalled.commit();
        commit(after(read().get(0), noted("second")));
        reader.request(Long.MAX_VALUE);

        assertThat(reader.awaitCompletion()).isEqualTo(others);
    }
}
