package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Following the global order: G2, G4, G5 and G7. */
public abstract class FollowContract extends ContractSuite<EventStoreFixture> {

    /** What "within a second" is allowed to be on a machine that is busy with other tests. */
    private static final Duration LIVE = Duration.ofSeconds(10);

    private final List<Recorder<Commit>> followers = new ArrayList<>();

    private Recorder<Commit> follow(EventStore store, long checkpoint) {
        Recorder<Commit> follower = Recorder.of(store.management().follow(checkpoint));
        followers.add(follower);
        return follower;
    }

    private void end() {
        followers.forEach(Recorder::dispose);
        followers.clear();
    }

    /** G5. */
    @Test
    void a_follower_catches_up_and_then_is_live() {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 5));
        Recorder<Commit> follower = follow(store(), 0);
        assertThat(follower.await(5)).isEqualTo(stored);

        for (int i = 0; i < 10; i++) {
            stored.add(commit(after(stored.get(stored.size() - 1), noted("live " + i))));
            assertThat(follower.await(stored.size(), LIVE)).isEqualTo(stored);
        }
        assertThat(follower.completed()).isFalse();
        assertThat(follower.failure()).isNull();
        end();
    }

    /** G5: on another process within a second. */
    @Test
    void a_follower_through_another_store_is_live_too() {
        Recorder<Commit> follower = follow(second(), 0);
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            stored.add(commit(firstOf(TENANT, "s" + i, noted("live " + i))));
            assertThat(follower.await(stored.size(), LIVE)).isEqualTo(stored);
        }
        end();
    }

    /** G4, G5: behind the checkpoint, not at it. */
    @Test
    void following_from_a_checkpoint_begins_behind_it() {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 6));
        List<Recorder<Commit>> from = new ArrayList<>();
        for (Commit commit : stored) {
            from.add(follow(store(), commit.checkpointToken()));
        }
        stored.add(commit(after(stored.get(5), noted("live"))));

        for (int i = 0; i < 6; i++) {
            assertThat(from.get(i).await(6 - i, LIVE)).isEqualTo(stored.subList(i + 1, 7));
        }
        end();
    }

    /** G5. */
    @Test
    void a_follower_of_an_empty_store_gets_the_very_first_commit() {
        Recorder<Commit> here = follow(store(), 0);
        Recorder<Commit> there = follow(second(), 0);

        Commit stored = commit(first(noted("a")));

        assertThat(here.await(1, LIVE)).containsExactly(stored);
        assertThat(there.await(1, LIVE)).containsExactly(stored);
        end();
    }

    /** G7: whoever wants only what is to come begins at the head. */
    @Test
    void following_from_the_head_begins_with_what_comes() {
        Commit one = commit(first(noted("a")));
        Recorder<Commit> here = follow(store(), Await.value(store().management().head()));
        Recorder<Commit> there =
                follow(second(), Await.value(second().management().head()));

        Commit two = commit(after(one, noted("b")));

        assertThat(here.await(1, LIVE)).containsExactly(two);
        assertThat(there.await(1, LIVE)).containsExactly(two);
        end();
    }

    /** G5: between catching up and live nothing is lost and nothing comes twice, wherever the follower begins. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 256})
    void there_is_no_seam(int pageSize) {
        EventStore reading = second(FixtureOptions.defaults().withPageSize(pageSize));
        CheckpointChecker checker = new CheckpointChecker();
        AtomicBoolean writing = new AtomicBoolean(true);

        List<Outcome<Boolean>> outcomes = Race.run(2, i -> () -> {
            if (i == 0) {
                try {
                    fill(TENANT, STREAM, 60).forEach(checker::acknowledged);
                } finally {
                    writing.set(false);
                }
                return true;
            }
            while (writing.get()) {
                synchronized (followers) {
                    followers.add(Recorder.of(reading.management().follow(0)));
                }
                Thread.onSpinWait();
                if (followers.size() > 25) {
                    return true;
                }
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        followers.add(Recorder.of(reading.management().follow(0)));
        List<Commit> all = readAll();
        assertThat(all).hasSize(60);
        for (Recorder<Commit> follower : followers) {
            checker.delivered("follower", 0, follower.await(60));
            assertThat(follower.count()).isEqualTo(60);
        }
        checker.check(all);
        end();
    }

    /** G2, G3, G5: followers through two stores beside eight writers; judged by the checker. */
    @Test
    void followers_beside_writers_agree_and_miss_nothing() {
        EventStore one = store();
        EventStore two = second();
        CheckpointChecker checker = new CheckpointChecker();
        for (int i = 0; i < 4; i++) {
            follow(i % 2 == 0 ? one : two, 0);
        }

        List<Outcome<Boolean>> outcomes = Race.run(8, i -> () -> {
            EventStore store = i % 2 == 0 ? one : two;
            Commit last = commit(store, firstOf("t" + i % 3, "stream-" + i, noted("0")));
            checker.acknowledged(last);
            for (int n = 1; n < 30; n++) {
                last = commit(store, after(last, noted("n" + n)));
                checker.acknowledged(last);
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        List<Commit> all = readAll();
        assertThat(all).hasSize(240);
        for (Recorder<Commit> follower : followers) {
            checker.delivered("follower", 0, follower.await(240, LIVE));
        }
        checker.check(all);
        end();
    }

    /** G5: a reader that remembers the last checkpoint it was given loses nothing, however often it is ended. */
    @Test
    void a_reader_that_is_ended_and_resumes_misses_nothing() {
        Seeded.run(random -> {
            EventStore reading = second();
            CheckpointChecker checker = new CheckpointChecker();
            AtomicBoolean writing = new AtomicBoolean(true);
            List<Commit> seen = new ArrayList<>();

            List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
                if (i > 0) {
                    try {
                        fill("t" + i, STREAM, 50).forEach(checker::acknowledged);
                    } finally {
                        writing.set(false);
                    }
                    return true;
                }
                resume(reading, random, seen);
                return true;
            });

            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.error()).isNull());
            checker.delivered("resuming", 0, seen);
            List<Commit> all = readAll();
            assertThat(seen).hasSize(100);
            checker.check(all);
        });
    }

    private static void resume(EventStore store, Random random, List<Commit> seen) {
        while (seen.size() < 100) {
            long last = seen.isEmpty() ? 0 : seen.get(seen.size() - 1).checkpointToken();
            int many = Math.min(1 + random.nextInt(9), 100 - seen.size());
            Recorder<Commit> follower =
                    Recorder.of(store.management().follow(last).take(many));
            List<Commit> more = follower.awaitCompletion();
            assertThat(more).hasSize(many);
            seen.addAll(more);
        }
    }

    /** R7: a follower is given what it asks for and no more. */
    @Test
    void a_follower_is_given_as_much_as_it_asks_for() {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 5));
        Recorder<Commit> follower = Recorder.of(store().management().follow(0), 2);
        followers.add(follower);
        assertThat(follower.await(2)).isEqualTo(stored.subList(0, 2));
        stored.add(commit(after(stored.get(4), noted("live"))));
        assertThat(follower.count()).isEqualTo(2);

        follower.request(3);
        assertThat(follower.await(5)).isEqualTo(stored.subList(0, 5));
        assertThat(follower.count()).isEqualTo(5);
        follower.request(5);
        assertThat(follower.await(6, LIVE)).isEqualTo(stored);
        end();
    }

    /** G5: bursts are delivered whole. */
    @Test
    void a_burst_of_many_streams_is_delivered_whole() {
        Recorder<Commit> here = follow(store(), 0);
        Recorder<Commit> there = follow(second(), 0);

        List<Commit> stored = scatter(300);

        assertThat(here.await(300, LIVE)).isEqualTo(stored);
        assertThat(there.await(300, LIVE)).isEqualTo(stored);
        end();
    }
}
