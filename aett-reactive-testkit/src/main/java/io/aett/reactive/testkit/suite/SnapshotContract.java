package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.TopicMap;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.events.TestEvents.Unregistered;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Snapshots: S1 and S2. */
public abstract class SnapshotContract extends ContractSuite<EventStoreFixture> {

    private static Snapshot snapshot(long revision, String text) {
        return new Snapshot(TENANT, STREAM, revision, revision, new State(text, revision), Map.of());
    }

    private Snapshot add(Snapshot snapshot) {
        Await.done(store().snapshots().add(snapshot));
        return snapshot;
    }

    private @Nullable Snapshot at(long maxRevision) {
        return Await.valueOrNull(store().snapshots().get(TENANT, STREAM, maxRevision));
    }

    /** S1. */
    @Test
    void the_newest_snapshot_is_found() {
        add(snapshot(3, "three"));
        Snapshot newest = add(snapshot(7, "seven"));

        assertThat(Await.value(store().snapshots().get(TENANT, STREAM))).isEqualTo(newest);
        assertThat(Await.value(second().snapshots().get(TENANT, STREAM))).isEqualTo(newest);
    }

    /** S1: at or below the revision asked for. */
    @ParameterizedTest
    @CsvSource({"0,-1", "2,-1", "3,3", "4,3", "9,3", "10,10", "11,10", "99,10", "100,100", "9223372036854775807,100"})
    void the_newest_one_that_is_not_above_is_found(long maxRevision, long expected) {
        add(snapshot(3, "s"));
        add(snapshot(10, "s"));
        add(snapshot(100, "s"));

        assertThat(at(maxRevision)).isEqualTo(expected < 0 ? null : snapshot(expected, "s"));
        assertThat(at(Long.MAX_VALUE)).isEqualTo(snapshot(100, "s"));
    }

    /** S1. */
    @Test
    void without_a_snapshot_there_is_none() {
        assertThat(at(Long.MAX_VALUE)).isNull();
        add(snapshot(5, "s"));

        assertThat(at(4)).isNull();
        assertThat(at(-1)).isNull();
        assertThat(at(Long.MIN_VALUE)).isNull();
        assertThat(Await.valueOrNull(store().snapshots().get(TENANT, "other"))).isNull();
        assertThat(Await.valueOrNull(store().snapshots().get("other", STREAM))).isNull();
        assertThat(at(5)).isEqualTo(snapshot(5, "s"));
    }

    /** S2. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 1000, Long.MAX_VALUE})
    void any_revision_is_stored_with_or_without_commits(long revision) {
        Snapshot without = add(snapshot(revision, "s"));
        assertThat(at(revision)).isEqualTo(without);
        fill("tenant-2", STREAM, 2);
        Snapshot with = add(new Snapshot("tenant-2", STREAM, revision, 1, new State("with", 1), Map.of("a", "b")));

        assertThat(Await.value(store().snapshots().get("tenant-2", STREAM, revision)))
                .isEqualTo(with);
        assertThat(at(Long.MAX_VALUE)).isEqualTo(without);
    }

    /** S2. */
    @Test
    void at_one_revision_the_last_write_wins() {
        add(snapshot(5, "first"));
        Snapshot last = add(new Snapshot(TENANT, STREAM, 5, 4, new State("second", 9), Map.of("who", "last")));

        assertThat(at(5)).isEqualTo(last);
        assertThat(Await.value(second().snapshots().get(TENANT, STREAM, 5))).isEqualTo(last);
        assertThat(Await.value(raw().snapshots(TENANT))).isEqualTo(1);
    }

    /** S2. */
    @Test
    void an_older_one_may_come_after_a_newer_one() {
        Snapshot newer = add(snapshot(9, "newer"));
        Snapshot older = add(snapshot(4, "older"));

        assertThat(at(Long.MAX_VALUE)).isEqualTo(newer);
        assertThat(at(8)).isEqualTo(older);
    }

    /** S2: 10 is more than 9. */
    @Test
    void revisions_are_numbers_not_texts() {
        for (long revision : new long[] {9, 10, 99, 100, 1000}) {
            add(snapshot(revision, "s"));
        }

        assertThat(at(Long.MAX_VALUE)).isEqualTo(snapshot(1000, "s"));
        assertThat(at(999)).isEqualTo(snapshot(100, "s"));
        assertThat(at(50)).isEqualTo(snapshot(10, "s"));
    }

    /** S2. */
    @Test
    void a_payload_without_a_topic_is_an_illegal_argument() {
        Snapshot kept = add(snapshot(1, "s"));
        IllegalArgumentException error = Await.error(
                IllegalArgumentException.class,
                store().snapshots().add(new Snapshot(TENANT, STREAM, 2, 1, new Unregistered("x"), Map.of())));

        assertThat(error.getMessage()).contains(Unregistered.class.getName());
        assertThat(at(Long.MAX_VALUE)).isEqualTo(kept);
    }

    /** S2. */
    @Test
    void the_head_knows_the_newest_snapshot_and_is_empty_without_commits() {
        add(snapshot(2, "s"));
        assertThat(Await.valueOrNull(store().commits().head(TENANT, STREAM))).isNull();
        assertThat(read()).isEmpty();
        fill(TENANT, STREAM, 3);

        assertThat(Await.value(store().commits().head(TENANT, STREAM)))
                .isEqualTo(new StreamHead(TENANT, STREAM, 3, 3, 2));
        add(snapshot(1, "s"));
        assertThat(Await.value(store().commits().head(TENANT, STREAM)).snapshotRevision())
                .isEqualTo(2);
        add(snapshot(3, "s"));
        assertThat(Await.value(store().commits().head(TENANT, STREAM)).snapshotRevision())
                .isEqualTo(3);
    }

    /** S2. */
    @Test
    void headers_come_back_and_given_ones_go_over_the_snapshots_own() {
        Map<String, String> own = Map.of("a", "1", "b", "2", "ключ", "\ud83d\udd11", "empty", "");
        add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), own));
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM)).headers())
                .isEqualTo(own);

        Await.done(store().snapshots()
                .add(
                        new Snapshot(TENANT, STREAM, 2, 1, new State("s", 1), Map.of("a", "1", "b", "2")),
                        Map.of("b", "3", "c", "4")));

        assertThat(Await.value(store().snapshots().get(TENANT, STREAM)).headers())
                .isEqualTo(Map.of("a", "1", "b", "3", "c", "4"));
    }

    /** S1. */
    @Test
    void streams_and_tenants_do_not_share_snapshots() {
        add(snapshot(1, "mine"));
        add(new Snapshot(TENANT, "other", 2, 1, new State("stream", 1), Map.of()));
        add(new Snapshot("other", STREAM, 3, 1, new State("tenant", 1), Map.of()));

        assertThat(at(Long.MAX_VALUE)).isEqualTo(snapshot(1, "mine"));
        assertThat(Await.value(store().snapshots().get(TENANT, "other")).payload())
                .isEqualTo(new State("stream", 1));
        assertThat(Await.value(store().snapshots().get("other", STREAM)).payload())
                .isEqualTo(new State("tenant", 1));
    }

    /** S1: adding one adds no commit. */
    @Test
    void snapshots_are_no_part_of_the_stream() {
        var stream = fill(TENANT, STREAM, 2, 3);
        add(snapshot(2, "in the middle of a commit"));

        assertThat(read()).isEqualTo(stream);
        assertThat(readAll()).isEqualTo(stream);
        assertThat(at(3)).isEqualTo(snapshot(2, "in the middle of a commit"));
        assertThat(at(1)).isNull();
    }

    /** S2. */
    @Test
    void nothing_is_stored_before_subscription() {
        Mono<Void> adding = store().snapshots().add(snapshot(1, "s"));
        assertThat(at(1)).isNull();

        Await.done(adding);
        Await.done(adding);

        assertThat(at(1)).isEqualTo(snapshot(1, "s"));
    }

    /** S2. */
    @Test
    void a_large_payload_comes_back() {
        String text = "x".repeat((int) Math.min(150_000, data().limits().commitBytes() / 2));
        Snapshot large = add(snapshot(1, text));

        assertThat(at(1)).isEqualTo(large);
    }

    /** S1. */
    @Test
    void a_memento_becomes_a_snapshot() {
        fill(TENANT, STREAM, 4);
        Snapshot snapshot =
                Snapshot.fromMemento(TENANT, new Memento<>(STREAM, 3, new State("memento", 3)), 3, Map.of("h", "v"));
        add(snapshot);

        Snapshot found = Await.value(store().snapshots().get(TENANT, STREAM));
        assertThat(found).isEqualTo(snapshot);
        assertThat(found.streamRevision()).isEqualTo(3);
        assertThat(found.commitSequence()).isEqualTo(3);
    }

    /** S2: many at once. */
    @Test
    void snapshots_added_at_once_are_all_there() {
        EventStore one = store();
        EventStore two = second();
        List<Outcome<Boolean>> outcomes = Race.of(
                16,
                i -> (i % 2 == 0 ? one : two)
                        .snapshots()
                        .add(snapshot(1 + i, "s"))
                        .thenReturn(true));

        assertThat(outcomes).allMatch(Outcome::succeeded);
        for (int revision = 1; revision <= 16; revision++) {
            assertThat(at(revision)).isEqualTo(snapshot(revision, "s"));
        }
    }

    /** S2: one revision, many at once: one of them, whole. */
    @Test
    void racing_writers_of_one_revision_leave_one_of_theirs() {
        EventStore one = store();
        EventStore two = second();
        List<Outcome<Boolean>> outcomes = Race.of(
                8,
                i -> (i % 2 == 0 ? one : two)
                        .snapshots()
                        .add(snapshot(5, "writer " + i))
                        .thenReturn(true));

        assertThat(outcomes).allMatch(Outcome::succeeded);
        Snapshot left = Await.value(one.snapshots().get(TENANT, STREAM));
        assertThat(left.streamRevision()).isEqualTo(5);
        assertThat(((State) left.payload()).text()).startsWith("writer ");
        assertThat(Await.value(two.snapshots().get(TENANT, STREAM))).isEqualTo(left);
    }

    /** R3. */
    @Test
    void a_later_commit_leaves_snapshots_alone() {
        var stored = fill(TENANT, STREAM, 2);
        Snapshot snapshot = add(snapshot(2, "s"));
        commit(after(stored.get(1), noted("next")));

        assertThat(at(Long.MAX_VALUE)).isEqualTo(snapshot);
    }

    /** S1: what kept its name may mean something else. */
    @Test
    void a_snapshot_in_another_form_is_not_read() {
        EventStore old =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("form", Cents.class)));
        EventStore now =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("form", Movements.class)));
        Snapshot snapshot = new Snapshot(TENANT, STREAM, 3, 1, new Cents(100), Map.of());
        Await.done(old.snapshots().add(snapshot));

        assertThat(Await.value(old.snapshots().get(TENANT, STREAM))).isEqualTo(snapshot);
        Await.error(StaleSnapshotException.class, now.snapshots().get(TENANT, STREAM));

        Snapshot renewed = new Snapshot(TENANT, STREAM, 3, 1, new Movements(100, 3), Map.of());
        Await.done(now.snapshots().add(renewed));
        assertThat(Await.value(now.snapshots().get(TENANT, STREAM))).isEqualTo(renewed);
    }

    /** A state. */
    record Cents(long balance) {}

    /** And what became of it. */
    record Movements(long balance, int movements) {}
}
