package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.check.StreamLogChecker;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Races: W2. */
public abstract class ConcurrencyContract extends ContractSuite<EventStoreFixture> {

    private static void oneWinner(List<Outcome<Commit>> outcomes) {
        assertThat(outcomes.stream().filter(Outcome::succeeded)).as("winners").hasSize(1);
        assertThat(outcomes.stream().filter(outcome -> !outcome.succeeded()))
                .allSatisfy(loser -> assertThat(loser.error()).isInstanceOf(NonConflictingCommitException.class));
    }

    private static Commit winner(List<Outcome<Commit>> outcomes) {
        return outcomes.stream()
                .filter(Outcome::succeeded)
                .findFirst()
                .orElseThrow()
                .get();
    }

    /** W2: two writers, fifty times, through one store and through two. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void two_writers_of_one_sequence_leave_one_winner(boolean twoStores) {
        EventStore one = store();
        EventStore two = twoStores ? second() : one;
        List<Commit> winners = new ArrayList<>();
        for (int round = 1; round <= 50; round++) {
            int sequence = round;
            List<Outcome<Commit>> outcomes = Race.of(
                    2,
                    i -> (i == 0 ? one : two)
                            .commits()
                            .commit(numbered(TENANT, STREAM, sequence, sequence, noted("writer " + i))));
            oneWinner(outcomes);
            winners.add(winner(outcomes));
        }

        assertThat(read()).isEqualTo(winners);
    }

    /** W2. */
    @Test
    void sixteen_first_commits_leave_one_winner() {
        EventStore one = store();
        EventStore two = second();
        for (int round = 0; round < 10; round++) {
            String stream = "round-" + round;
            List<Outcome<Commit>> outcomes = Race.of(
                    16, i -> (i % 2 == 0 ? one : two).commits().commit(firstOf(TENANT, stream, noted("w" + i))));

            oneWinner(outcomes);
            assertThat(read(one, TENANT, stream)).containsExactly(winner(outcomes));
        }
    }

    /** W2: commits of unequal size for one sequence. */
    @Test
    void racers_with_different_revisions_leave_one_winner() {
        EventStore one = store();
        EventStore two = second();
        for (int round = 0; round < 20; round++) {
            String stream = "round-" + round;
            List<Outcome<Commit>> outcomes = Race.of(3, i -> {
                Object[] events = new Object[i + 1];
                java.util.Arrays.fill(events, noted("w" + i));
                return (i % 2 == 0 ? one : two).commits().commit(firstOf(TENANT, stream, events));
            });

            oneWinner(outcomes);
            assertThat(read(two, TENANT, stream)).containsExactly(winner(outcomes));
        }
    }

    /** W2, R3: eight writers of 25 commits each, with retries and readers, judged by the checker. */
    @Test
    void eight_writers_with_retries_leave_one_faultless_log() {
        EventStore one = store();
        EventStore two = second();
        StreamLogChecker checker = new StreamLogChecker();
        AtomicInteger writing = new AtomicInteger(8);

        List<Outcome<Boolean>> outcomes = Race.run(10, i -> () -> {
            EventStore store = i % 2 == 0 ? one : two;
            if (i >= 8) {
                while (writing.get() > 0) {
                    readTimed(store, checker);
                }
                return true;
            }
            try {
                for (int n = 0; n < 12; n++) {
                    writeUntilStored(store, checker, i);
                }
            } finally {
                writing.decrementAndGet();
            }
            return true;
        });

        assertThat(outcomes).allMatch(Outcome::succeeded);
        List<Commit> log = read();
        assertThat(log).hasSize(8 * 12);
        checker.check(log);
        assertThat(read(two, TENANT, STREAM)).isEqualTo(log);
    }

    private static List<Commit> readTimed(EventStore store, StreamLogChecker checker) {
        long invoked = System.nanoTime();
        List<Commit> log = read(store, TENANT, STREAM);
        checker.read(ids(log), invoked, System.nanoTime());
        return log;
    }

    /** A new commit id for each attempt, so that a refused one must never be found. */
    private static void writeUntilStored(EventStore store, StreamLogChecker checker, int writer) {
        for (int attempt = 0; attempt < 2000; attempt++) {
            var head = io.aett.reactive.testkit.support.Await.valueOrNull(
                    store.commits().head(TENANT, STREAM));
            long sequence = head == null ? 1 : head.headSequence() + 1;
            long revision = head == null ? 1 : head.headRevision() + 1;
            Commit commit = numbered(TENANT, STREAM, sequence, revision, noted("writer " + writer));
            long invoked = System.nanoTime();
            try {
                Commit stored = commit(store, commit);
                checker.stored(stored.commitId(), stored.commitSequence(), invoked, System.nanoTime());
                return;
            } catch (NonConflictingCommitException lost) {
                checker.refused(commit.commitId(), sequence, invoked, System.nanoTime());
            }
        }
        throw new AssertionError("2000 races lost in a row");
    }

    /** W2, R5: whatever a reader sees while others write is a prefix. */
    @Test
    void readers_beside_a_writer_see_prefixes() {
        EventStore one = store();
        EventStore two = second();
        StreamLogChecker checker = new StreamLogChecker();
        AtomicBoolean writing = new AtomicBoolean(true);

        List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
            if (i > 0) {
                while (writing.get()) {
                    readTimed(i == 1 ? one : two, checker);
                }
                return true;
            }
            try {
                for (int n = 0; n < 60; n++) {
                    writeUntilStored(one, checker, 0);
                }
            } finally {
                writing.set(false);
            }
            return true;
        });

        assertThat(outcomes).allMatch(Outcome::succeeded);
        assertThat(read()).hasSize(60);
        checker.check(read());
    }

    /** The failure of one commit is not its neighbours', however they share round trips. */
    @Test
    void refused_commits_among_many_hurt_none_of_the_others() {
        Commit taken = commit(firstOf(TENANT, "s0", noted("taken")));
        List<Outcome<Commit>> outcomes = Race.of(
                48,
                i -> store().commits()
                        .commit(
                                i % 3 == 0
                                        ? firstOf(TENANT, "s0", noted("late"))
                                        : i % 3 == 1
                                                ? numbered(TENANT, "s" + i, 7, 7, noted("gap"))
                                                : firstOf(TENANT, "s" + i, noted("good"))));

        for (int i = 0; i < 48; i++) {
            Outcome<Commit> outcome = outcomes.get(i);
            switch (i % 3) {
                case 0 -> assertThat(outcome.error()).isInstanceOf(NonConflictingCommitException.class);
                case 1 -> assertThat(outcome.error()).isInstanceOf(InvalidCommitException.class);
                default -> assertThat(read(store(), TENANT, "s" + i)).containsExactly(outcome.get());
            }
        }
        assertThat(read(store(), TENANT, "s0")).containsExactly(taken);
        assertThat(readAll()).hasSize(17);
    }

    /** Many streams at once, each with a writer of its own, never meet. */
    @Test
    void writers_of_different_streams_never_lose() {
        EventStore one = store();
        EventStore two = second();
        List<Outcome<Boolean>> outcomes = Race.run(24, i -> () -> {
            EventStore store = i % 2 == 0 ? one : two;
            Commit last = commit(store, firstOf(TENANT, "stream-" + i, noted("0")));
            for (int n = 1; n < 10; n++) {
                last = commit(store, after(last, noted("n" + n)));
            }
            return true;
        });

        assertThat(outcomes).allMatch(Outcome::succeeded);
        for (int i = 0; i < 24; i++) {
            assertThat(read(one, TENANT, "stream-" + i))
                    .extracting(Commit::commitSequence)
                    .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        }
        assertThat(readAll()).hasSize(240);
    }
}
