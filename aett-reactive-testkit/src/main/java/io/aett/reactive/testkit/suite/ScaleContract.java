package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Numbers at the edge: many tenants, many streams, a long stream, and the largest commit; W11, R1, R2, R7, R8, R9. Minutes, so not part of {@link EventStoreContract}. */
@Tag("long")
public abstract class ScaleContract extends ContractSuite<EventStoreFixture> {

    private static final int TENANTS = 10_000;
    private static final int STREAMS = 1_000_000;
    private static final int EVENTS = 1_000_000;

    /** Written by so many at once, and waited for so many at a time. */
    private static final int AT_ONCE = 256;

    private static final int PIECE = 10_000;

    /** Everything in the store, one piece after the other. */
    private long countAll(EventStore store) {
        long count = 0;
        long[] reached = {0};
        for (long read = -1; read != 0; count += read) {
            read = Await.value(store.management()
                    .getFrom(reached[0])
                    .take(10 * PIECE)
                    .doOnNext(commit -> reached[0] = commit.checkpointToken())
                    .count());
        }
        return count;
    }

    /** N2, M2. */
    @Test
    void ten_thousand_tenants_have_two_streams_each_and_none_sees_another() {
        EventStore store = store();
        Await.done(Flux.range(0, TENANTS)
                .flatMap(
                        i -> Flux.just("a", "b")
                                .concatMap(stream ->
                                        store.commits().commit(firstOf("tenant-" + i, stream, new Counted(i)))),
                        AT_ONCE)
                .then());

        assertThat(countAll(store)).isEqualTo(2 * TENANTS);
        for (int i : new int[] {0, 1, 4_999, TENANTS - 1}) {
            assertThat(Await.all(second().commits().getAllTo("tenant-" + i, Instant.MAX)))
                    .hasSize(2)
                    .allSatisfy(commit -> assertThat(commit.events().get(0).body())
                            .isEqualTo(new Counted(commit.tenantId().equals("tenant-" + i) ? i : -1)));
        }
        Await.done(store.management().purge("tenant-1"));
        assertThat(read(store, "tenant-1", "a")).isEmpty();
        assertThat(read(store, "tenant-10", "a")).hasSize(1);
        assertThat(countAll(store)).isEqualTo(2 * TENANTS - 2);
    }

    /** R1, R8, R9: by streams of one commit. */
    @Test
    void a_million_streams_are_read_whole_and_each_by_itself() {
        EventStore store = store();
        for (int piece = 0; piece < STREAMS; piece += PIECE) {
            Await.done(Flux.range(piece, PIECE)
                    .flatMap(i -> store.commits().commit(firstOf(TENANT, "s" + i, new Counted(i))), AT_ONCE)
                    .then());
        }

        assertThat(countAll(store)).isEqualTo(STREAMS);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            int stream = random.nextInt(STREAMS);
            Commit commit = read(store, TENANT, "s" + stream).get(0);
            assertThat(commit.events().get(0).body()).isEqualTo(new Counted(stream));
            assertThat(Await.value(store.commits().find(TENANT, "s" + stream, commit.commitId())))
                    .isEqualTo(commit);
        }
        assertThat(Await.valueOrNull(store.commits().head(TENANT, "s" + STREAMS)))
                .isNull();
    }

    /** R1, R9. */
    @Test
    void a_stream_of_a_million_events_is_read_from_both_ends_and_written_on() {
        EventStore store = store();
        int each = 100;
        Commit first = commit(numbered(TENANT, STREAM, 1, each, counted(0, each)));
        Await.done(Flux.range(2, EVENTS / each - 1)
                .concatMap(i -> store.commits()
                        .commit(numbered(TENANT, STREAM, i, (long) i * each, counted((i - 1) * each, each))))
                .then());

        assertThat(Await.value(store.commits().head(TENANT, STREAM)).headRevision())
                .isEqualTo(EVENTS);
        long[] next = {0};
        Await.done(second().commits()
                .get(TENANT, STREAM)
                .doOnNext(commit -> commit.events()
                        .forEach(event -> assertThat(event.body()).isEqualTo(new Counted(next[0]++))))
                .then());
        assertThat(next[0]).isEqualTo(EVENTS);
        assertThat(Await.all(store.commits().get(TENANT, STREAM, EVENTS, Long.MAX_VALUE)))
                .hasSize(1);
        assertThat(Await.all(store.commits().get(TENANT, STREAM, 1, 1))).containsExactly(first);
        assertThat(Await.value(second().commits().find(TENANT, STREAM, first.commitId())))
                .isEqualTo(first);
        commit(numbered(TENANT, STREAM, EVENTS / each + 1, EVENTS + 1, new Counted(EVENTS)));
    }

    private static Object[] counted(int from, int count) {
        Object[] events = new Object[count];
        Arrays.setAll(events, i -> new Counted(from + i));
        return events;
    }

    /** W11: to the byte. */
    @Test
    void a_commit_of_exactly_the_limit_comes_back_and_a_byte_more_is_refused() {
        long limit = data().limits().commitBytes();
        Noted most = new Noted(LimitContract.textOfCommit(limit));
        commit(first(most));

        assertThat(read(second(), TENANT, STREAM).get(0).events().get(0).body().equals(most))
                .isTrue();
        assertThat(Await.error(
                        InvalidCommitException.class,
                        store().commits()
                                .commit(firstOf(TENANT, "more", new Noted(LimitContract.textOfCommit(limit + 1))))))
                .hasMessageContaining(Long.toString(limit + 1));
    }

    /** S2: to the byte. */
    @Test
    void a_snapshot_of_exactly_the_limit_comes_back_and_a_byte_more_is_refused() {
        long limit = data().limits().snapshotBytes();
        Snapshot most = LimitContract.snapshot(LimitContract.textOfSnapshot(limit));
        Await.done(store().snapshots().add(most));

        assertThat(Await.value(second().snapshots().get(TENANT, STREAM)).equals(most))
                .isTrue();
        assertThat(Await.error(
                        IllegalArgumentException.class,
                        store().snapshots().add(LimitContract.snapshot(LimitContract.textOfSnapshot(limit + 1)))))
                .hasMessageContaining(Long.toString(limit + 1));
    }
}
