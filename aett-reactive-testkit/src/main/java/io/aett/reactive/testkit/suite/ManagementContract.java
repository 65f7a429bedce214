package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Initialize, purge, drop and close: M1 to M5. */
public abstract class ManagementContract extends ContractSuite<EventStoreFixture> {

    private void snapshot(String tenant, String stream) {
        Await.done(store().snapshots().add(new Snapshot(tenant, stream, 1, 1, new State(tenant, 1), Map.of())));
    }

    private void purge(String tenant) {
        Await.done(store().management().purge(tenant));
    }

    /** M1. */
    @Test
    void initialize_again_leaves_data_alone() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        snapshot(TENANT, STREAM);

        Await.done(store().management().initialize());
        Await.done(second().management().initialize());

        assertThat(read()).isEqualTo(stored);
        assertThat(readAll()).isEqualTo(stored);
        assertThat(Await.value(store().snapshots().get(TENANT, STREAM)).payload())
                .isEqualTo(new State(TENANT, 1));
        assertThat(commit(after(stored.get(2), noted("next"))).commitSequence()).isEqualTo(4);
    }

    /** M1. */
    @Test
    void sixteen_may_initialize_at_once() {
        List<EventStore> stores = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            stores.add(data().open(io.aett.reactive.testkit.FixtureOptions.defaults()));
        }
        List<Outcome<Boolean>> outcomes =
                Race.of(16, i -> stores.get(i).management().initialize().thenReturn(true));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            stored.add(commit(stores.get(i), firstOf(TENANT, "s" + i, noted("n" + i))));
        }
        assertThat(Await.all(stores.get(15).management().getFrom(0))).isEqualTo(stored);
        Await.error(
                io.aett.reactive.NonConflictingCommitException.class,
                stores.get(3).commits().commit(firstOf(TENANT, "s7", noted("second"))));
    }

    /** M2: commits, snapshots and heads, and nothing of anybody else. */
    @Test
    void purge_removes_one_tenant_and_nothing_else() {
        fill(TENANT, STREAM, 3);
        fill(TENANT, "other", 2);
        List<Commit> others = fill("tenant-2", STREAM, 3);
        snapshot(TENANT, STREAM);
        snapshot("tenant-2", STREAM);

        purge(TENANT);

        assertThat(read()).isEmpty();
        assertThat(read(store(), TENANT, "other")).isEmpty();
        assertThat(read(second(), TENANT, STREAM)).isEmpty();
        assertThat(Await.all(store().commits().getAllTo(TENANT, Instant.MAX))).isEmpty();
        assertThat(Await.valueOrNull(store().commits().head(TENANT, STREAM))).isNull();
        assertThat(Await.valueOrNull(store().snapshots().get(TENANT, STREAM))).isNull();
        assertThat(readAll()).isEqualTo(others);
        assertThat(read(store(), "tenant-2", STREAM)).isEqualTo(others);
        assertThat(Await.value(store().snapshots().get("tenant-2", STREAM)).payload())
                .isEqualTo(new State("tenant-2", 1));
        assertThat(Await.value(store().commits().head("tenant-2", STREAM)).snapshotRevision())
                .isEqualTo(1);
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(Await.value(raw().snapshots(TENANT))).isZero();
    }

    /** M5. */
    @Test
    void after_purge_a_stream_begins_again_and_commit_ids_may_come_again() {
        List<Commit> before = fill(TENANT, STREAM, 3);
        EventStore other = second();
        assertThat(read(other, TENANT, STREAM)).hasSize(3);
        purge(TENANT);

        Await.error(
                io.aett.reactive.InvalidCommitException.class,
                other.commits().commit(numbered(TENANT, STREAM, 4, 4, noted("old number"))));
        Commit again = commit(
                other,
                builder(TENANT, STREAM, 1, 1, noted("again"))
                        .commitId(before.get(0).commitId())
                        .build());
        Commit next = commit(builder(TENANT, STREAM, 2, 2, noted("again"))
                .commitId(before.get(2).commitId())
                .build());

        assertThat(read()).containsExactly(again, next);
        assertThat(readAll()).containsExactly(again, next);
    }

    /** M5, G1. */
    @Test
    void after_purge_checkpoints_go_on() {
        List<Commit> before = fill(TENANT, STREAM, 5);
        long head = before.get(4).checkpointToken();
        long early = Await.value(store().management().head());
        purge(TENANT);
        assertThat(readAll()).isEmpty();
        assertThat(Await.value(second().management().head()))
                .isGreaterThanOrEqualTo(early)
                .isGreaterThanOrEqualTo(head);

        Commit here = commit(first(noted("again")));
        Commit there = commit(second(), firstOf("tenant-2", STREAM, noted("other")));

        assertThat(here.checkpointToken()).isGreaterThan(head);
        assertThat(there.checkpointToken()).isGreaterThan(here.checkpointToken());
        assertThat(Await.all(store().management().getFrom(head))).containsExactly(here, there);
    }

    /** M2. */
    @Test
    void purge_again_and_of_unknown_tenants_does_nothing() {
        List<Commit> others = fill("tenant-2", STREAM, 2);
        fill(TENANT, STREAM, 2);
        purge("unknown");
        assertThat(read()).hasSize(2);

        purge(TENANT);
        purge(TENANT);

        assertThat(readAll()).isEqualTo(others);
    }

    /** M2: more than a thousand. */
    @Test
    void purge_works_beyond_a_thousand_items() {
        List<Commit> others = fill("tenant-2", STREAM, 2);
        scatter(1100);

        purge(TENANT);

        assertThat(readAll()).isEqualTo(others);
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(commit(firstOf(TENANT, "scattered-7", noted("again"))).commitSequence())
                .isEqualTo(1);
    }

    /** M2, R2: what is purged has no stamps left either. */
    @Test
    void after_purge_stamps_begin_again() {
        commit(first(noted("a")));
        purge(TENANT);

        Commit early = commit(builder(TENANT, STREAM, 1, 1, noted("b"))
                .commitStamp(STAMP.minusSeconds(60))
                .build());

        assertThat(early.commitStamp()).isEqualTo(STAMP.minusSeconds(60));
        assertThat(read()).containsExactly(early);
    }

    /** M2: a follower goes on across a purge. */
    @Test
    void a_follower_goes_on_across_a_purge() {
        Commit before = commit(first(noted("before")));
        Recorder<Commit> here = Recorder.of(store().management().follow(0));
        Recorder<Commit> there = Recorder.of(second().management().follow(0));
        here.await(1);
        there.await(1);

        purge(TENANT);
        Commit after = commit(first(noted("after")));

        assertThat(here.await(2)).containsExactly(before, after);
        assertThat(there.await(2)).containsExactly(before, after);
        here.dispose();
        there.dispose();
    }

    /** M2: purge beside writers of another tenant loses nothing of theirs. */
    @Test
    void purge_beside_writers_of_another_tenant_loses_nothing() {
        fill(TENANT, STREAM, 20);
        EventStore two = second();
        List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
            if (i == 0) {
                purge(TENANT);
                return true;
            }
            EventStore store = i == 1 ? store() : two;
            Commit last = commit(store, firstOf("tenant-2", "s" + i, noted("0")));
            for (int n = 1; n < 25; n++) {
                last = commit(store, after(last, noted("n" + n)));
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(readAll()).hasSize(50);
        assertThat(read()).isEmpty();
    }

    /** M3. */
    @Test
    void a_store_initialized_after_a_drop_is_a_new_one() {
        fill(TENANT, STREAM, 3);
        snapshot(TENANT, STREAM);

        Await.done(store().management().drop());
        Await.done(store().management().initialize());

        assertThat(readAll()).isEmpty();
        assertThat(read()).isEmpty();
        assertThat(Await.valueOrNull(store().snapshots().get(TENANT, STREAM))).isNull();
        Commit stored = commit(first(noted("new")));
        assertThat(readAll()).containsExactly(stored);
    }

    /** M3, M4: followers here and there end in an error. */
    @Test
    void drop_ends_followers_with_an_error() {
        Commit stored = commit(first(noted("a")));
        Recorder<Commit> here = Recorder.of(store().management().follow(0));
        Recorder<Commit> there = Recorder.of(second().management().follow(0));
        here.await(1);
        there.await(1);

        Await.done(store().management().drop());

        assertThat(here.awaitError()).isInstanceOf(StorageException.class);
        assertThat(there.awaitError()).isInstanceOf(StorageException.class);
        assertThat(here.values()).containsExactly(stored);
    }

    /** M3: also when there is another store before they look, with checkpoints like the old one's. */
    @Test
    void followers_do_not_go_on_with_the_store_that_is_made_after_a_drop() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        Recorder<Commit> there = Recorder.of(second().management().follow(0));
        there.await(3);

        Await.done(store().management().drop());
        Await.done(store().management().initialize());
        fill("tenant-2", STREAM, 8);

        Await.until(() -> "the end of " + there, () -> there.failure() != null || there.count() > 3);
        assertThat(there.values()).isEqualTo(stored);
        assertThat(there.failure()).isInstanceOf(StorageException.class).hasMessageContaining("dropped");
    }

    /** M4. */
    @Test
    void use_after_drop_is_an_error_that_names_the_cure() {
        Commit stored = commit(first(noted("a")));
        Await.done(store().management().drop());

        for (Flux<?> use : everything(store(), stored)) {
            StorageException error = Await.error(StorageException.class, use);
            assertThat(error.getMessage()).contains("initialize");
        }
    }

    /** M4. */
    @Test
    void use_after_close_is_an_error_that_names_the_cure() {
        EventStore closing = second();
        Commit stored = commit(closing, first(noted("a")));
        Await.done(closing.close());
        Await.done(closing.close());

        for (Flux<?> use : everything(closing, stored)) {
            StorageException error = Await.error(StorageException.class, use);
            assertThat(error.getMessage()).contains("closed").contains("create");
        }
        assertThat(read()).containsExactly(stored);
    }

    /** M4. */
    @Test
    void close_ends_the_followers_of_this_store_only() {
        EventStore closing = second();
        commit(first(noted("a")));
        Recorder<Commit> ended = Recorder.of(closing.management().follow(0));
        Recorder<Commit> going = Recorder.of(store().management().follow(0));
        ended.await(1);
        going.await(1);

        Await.done(closing.close());

        assertThat(ended.awaitError()).isInstanceOf(StorageException.class);
        commit(numbered(TENANT, STREAM, 2, 2, noted("b")));
        assertThat(going.await(2)).hasSize(2);
        assertThat(going.failure()).isNull();
        going.dispose();
    }

    /** Every operation but management's own. */
    static List<Flux<?>> everything(EventStore store, Commit commit) {
        List<Flux<?>> all = new ArrayList<>(StateContract.everything(store));
        all.addAll(List.of(
                store.commits().get(TENANT, STREAM),
                store.commits().getTo(TENANT, STREAM, STAMP),
                store.commits().getAllTo(TENANT, STAMP),
                store.commits().head(TENANT, STREAM).flux(),
                store.commits().find(TENANT, STREAM, commit.commitId()).flux(),
                store.commits().commit(after(commit, noted("x"))).flux(),
                store.snapshots().get(TENANT, STREAM).flux(),
                store.snapshots()
                        .add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), Map.of()))
                        .flux(),
                store.management().purge(TENANT).flux(),
                store.management().head().flux(),
                store.management().getFrom(0),
                store.management().follow(0)));
        return all;
    }
}
