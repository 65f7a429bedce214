package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** The finite reads of the global order, and its head: G1 to G4 and G6 to G8. */
public abstract class GlobalOrderContract extends ContractSuite<EventStoreFixture> {

    private static List<Commit> from(EventStore store, long checkpoint) {
        return Await.all(store.management().getFrom(checkpoint));
    }

    /** G1, G4. */
    @Test
    void all_commits_of_all_tenants_come_in_checkpoint_order() {
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            stored.add(commit(firstOf("tenant-" + i % 3, "stream-" + i, noted("n" + i))));
        }

        assertThat(stored).extracting(Commit::checkpointToken).isSorted().doesNotHaveDuplicates();
        assertThat(stored).allMatch(commit -> commit.checkpointToken() > 0);
        assertThat(from(store(), 0)).isEqualTo(stored);
        assertThat(from(second(), 0)).isEqualTo(stored);
    }

    /** G4: behind the checkpoint, not at it. */
    @Test
    void reading_from_a_checkpoint_begins_behind_it() {
        List<Commit> stored = fill(TENANT, STREAM, 10, 1, 2);
        for (int i = 0; i < stored.size(); i++) {
            long checkpoint = stored.get(i).checkpointToken();
            assertThat(from(store(), checkpoint)).isEqualTo(stored.subList(i + 1, stored.size()));
            assertThat(from(store(), checkpoint - 1)).isEqualTo(stored.subList(i, stored.size()));
        }
    }

    /** G4. */
    @ParameterizedTest
    @ValueSource(longs = {-1, -77, Long.MIN_VALUE})
    void a_negative_checkpoint_is_zero(long checkpoint) {
        List<Commit> stored = fill(TENANT, STREAM, 3);

        assertThat(from(store(), checkpoint)).isEqualTo(stored);
        assertThat(Await.all(store().management().follow(checkpoint).take(3))).isEqualTo(stored);
    }

    /** G4. */
    @Test
    void behind_the_last_commit_there_is_nothing() {
        assertThat(from(store(), 0)).isEmpty();
        List<Commit> stored = fill(TENANT, STREAM, 3);

        assertThat(from(store(), stored.get(2).checkpointToken())).isEmpty();
        assertThat(from(store(), Await.value(store().management().head()))).isEmpty();
        assertThat(from(store(), 0)).hasSize(3);
    }

    /** G8: a checkpoint of another store, or of a state that is gone, is not waited at in silence. */
    @ParameterizedTest
    @ValueSource(longs = {100_000, Long.MAX_VALUE})
    void beyond_the_head_is_an_error_at_once_that_names_both_numbers(long checkpoint) {
        fill(TENANT, STREAM, 3);
        long head = Await.value(store().management().head());

        for (Flux<Commit> reading : List.of(
                store().management().getFrom(checkpoint),
                store().management().follow(checkpoint),
                second().management().getFrom(checkpoint),
                second().management().follow(checkpoint))) {
            StorageException error = Await.error(StorageException.class, reading);
            assertThat(error.getMessage())
                    .contains(Long.toString(checkpoint))
                    .contains("head")
                    .contains(head + "");
        }
        assertThat(from(store(), 0)).hasSize(3);
    }

    /** G8, R3: what was acknowledged or delivered anywhere is never beyond the head, not after a purge either. */
    @Test
    void a_checkpoint_that_this_store_gave_is_never_beyond_the_head() {
        EventStore one = store();
        EventStore two = second();
        Commit last = commit(one, first(noted("0")));
        for (int i = 1; i < 20; i++) {
            last = commit(i % 2 == 0 ? one : two, after(last, noted("n" + i)));
            assertThat(from(i % 2 == 0 ? two : one, last.checkpointToken())).isEmpty();
        }
        Await.done(one.management().purge(TENANT));
        Recorder<Commit> follower = Recorder.of(two.management().follow(last.checkpointToken()));
        assertThat(from(one, last.checkpointToken())).isEmpty();
        assertThat(from(two, last.checkpointToken())).isEmpty();

        Commit next = commit(one, firstOf("tenant-2", STREAM, noted("next")));

        assertThat(follower.await(1)).containsExactly(next);
        follower.dispose();
    }

    /** R8: the edges of a thousand, through pages of many sizes. */
    @Test
    void pages_of_every_size_show_the_same_thousand_commits() {
        List<Commit> stored = scatter(1001);
        for (int pageSize : new int[] {77, 999, 1000, 1001, 5000}) {
            EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));
            assertThat(ids(from(store, 0))).as("pages of %d", pageSize).isEqualTo(ids(stored));
            assertThat(ids(from(store, stored.get(0).checkpointToken())))
                    .as("pages of %d from the second", pageSize)
                    .isEqualTo(ids(stored.subList(1, 1001)));
            assertThat(ids(from(store, stored.get(1).checkpointToken())))
                    .as("pages of %d from the third", pageSize)
                    .isEqualTo(ids(stored.subList(2, 1001)));
            assertThat(ids(Await.all(store.commits().getAllTo(TENANT, Instant.MAX))))
                    .as("a tenant by pages of %d", pageSize)
                    .isEqualTo(ids(stored));
        }
    }

    /** G3: whoever has read a commit writes behind it, through whichever store. */
    @Test
    void what_was_read_before_comes_before() {
        EventStore one = store();
        EventStore two = second();
        long last = 0;
        for (int i = 0; i < 40; i++) {
            Commit stored = commit(i % 2 == 0 ? one : two, firstOf(TENANT, "ping-" + i, noted("n" + i)));
            assertThat(stored.checkpointToken()).isGreaterThan(last);
            last = stored.checkpointToken();
        }
        assertThat(from(one, 0)).extracting(Commit::checkpointToken).isSorted().hasSize(40);
    }

    /** G7: 0 at first, then at least the checkpoint of what was acknowledged, for everybody. */
    @Test
    void the_head_is_at_or_behind_the_last_commit() {
        EventStore one = store();
        EventStore two = second();
        assertThat(Await.value(one.management().head())).isZero();
        long last = 0;
        for (int i = 0; i < 20; i++) {
            Commit stored = commit(i % 2 == 0 ? one : two, firstOf("tenant-" + i % 3, "s" + i, noted("n" + i)));
            for (EventStore store : List.of(one, two)) {
                long head = Await.value(store.management().head());
                assertThat(head)
                        .isGreaterThanOrEqualTo(stored.checkpointToken())
                        .isGreaterThanOrEqualTo(last);
                last = head;
            }
        }
        assertThat(from(one, last)).isEmpty();
        assertThat(from(two, 0)).hasSize(20);
    }

    /** G6, G1: losers leave nothing to see and nothing to wait for. */
    @Test
    void losers_by_the_hundred_do_not_hold_up_readers() {
        Commit one = commit(first(noted("winner")));
        Recorder<Commit> follower = Recorder.of(second().management().follow(0));
        follower.await(1);
        List<Throwable> lost = Await.all(Flux.range(0, 200)
                .flatMap(
                        i -> store().commits()
                                .commit(first(noted("loser " + i)))
                                .thenMany(Flux.<Throwable>empty())
                                .onErrorResume(Flux::just),
                        64));
        assertThat(lost).hasSize(200).allMatch(NonConflictingCommitException.class::isInstance);

        Commit two = commit(after(one, noted("next")));

        assertThat(from(second(), 0)).containsExactly(one, two);
        assertThat(follower.await(2, Duration.ofSeconds(10))).containsExactly(one, two);
        follower.dispose();
    }

    /** G1: what was refused appears nowhere. */
    @Test
    void refused_commits_never_appear() {
        Commit one = commit(first(noted("a")));
        Await.error(
                io.aett.reactive.InvalidCommitException.class,
                store().commits().commit(numbered(TENANT, STREAM, 5, 5, noted("gap"))));
        Await.error(
                io.aett.reactive.DuplicateCommitException.class,
                store().commits().commit(one));
        Commit two = commit(after(one, noted("b")));

        assertThat(from(store(), 0)).containsExactly(one, two);
        assertThat(two.checkpointToken()).isGreaterThan(one.checkpointToken());
    }

    /** G2, G3: readers that read on from where they were, beside writers; judged by the checker. */
    @Test
    void readers_beside_writers_miss_nothing() {
        EventStore one = store();
        EventStore two = second();
        CheckpointChecker checker = new CheckpointChecker();
        AtomicInteger writing = new AtomicInteger(8);

        List<Outcome<Boolean>> outcomes = Race.run(11, i -> () -> {
            EventStore store = i % 2 == 0 ? one : two;
            if (i >= 8) {
                readOn(store, "reader " + i, checker, writing);
                return true;
            }
            try {
                Commit last = null;
                for (int n = 0; n < 30; n++) {
                    last = commit(
                            store,
                            last == null
                                    ? firstOf("tenant-" + i % 2, "stream-" + i, noted("0"))
                                    : after(last, noted("n" + n)));
                    checker.acknowledged(last);
                }
            } finally {
                writing.decrementAndGet();
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> all = from(one, 0);
        assertThat(all).hasSize(240);
        checker.check(all);
        assertThat(from(two, 0)).isEqualTo(all);
    }

    private static void readOn(EventStore store, String name, CheckpointChecker checker, AtomicInteger writing) {
        List<Commit> seen = new ArrayList<>();
        boolean more = true;
        while (more) {
            more = writing.get() > 0;
            long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).checkpointToken();
            seen.addAll(from(store, last));
        }
        checker.delivered(name, 0, seen);
    }

    /** G4: up to the head at some moment after the subscription. */
    @Test
    void what_was_acknowledged_before_is_read_and_reading_ends_beside_a_writer() {
        EventStore other = second();
        List<Outcome<Boolean>> outcomes = Race.run(2, i -> () -> {
            Commit last = null;
            for (int n = 0; n < 40; n++) {
                EventStore store = i == 0 ? store() : other;
                last = commit(store, last == null ? firstOf(TENANT, "s" + i, noted("0")) : after(last, noted("n" + n)));
                Commit mine = last;
                assertThat(from(i == 0 ? other : store(), last.checkpointToken() - 1))
                        .anySatisfy(read -> assertThat(read).isEqualTo(mine));
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(from(store(), 0)).hasSize(80);
    }
}
