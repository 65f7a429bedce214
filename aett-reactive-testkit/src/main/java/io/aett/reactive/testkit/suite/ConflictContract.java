package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.Renamed;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lost races: W3. */
public abstract class ConflictContract extends ContractSuite<EventStoreFixture> {

    private EventStore with(ConflictDetector detector) {
        return second(FixtureOptions.defaults().withConflictDetector(detector));
    }

    private static <E extends CommitConflictException> E lost(Class<E> type, EventStore store, Commit attempt) {
        return Await.error(type, store.commits().commit(attempt));
    }

    /** Every pair of numbers that the detector was asked about, attempted and committed. */
    private static ConflictDetector asking(Queue<String> asked) {
        return ConflictDetector.builder()
                .on(Counted.class, Counted.class, (attempted, committed) -> {
                    asked.add(attempted.number() + "<" + committed.number());
                    return false;
                })
                .build();
    }

    private void counted(int commits) {
        Commit last = commit(first(new Counted(1)));
        for (int i = 2; i <= commits; i++) {
            last = commit(after(last, new Counted(i)));
        }
    }

    /** W3. */
    @Test
    void without_a_detector_a_lost_race_is_no_conflict_and_tells_the_numbers() {
        List<Commit> stream = fill(TENANT, STREAM, 3, 2);

        NonConflictingCommitException lost =
                lost(NonConflictingCommitException.class, store(), numbered(TENANT, STREAM, 2, 3, noted("x")));

        assertThat(lost.tenantId()).isEqualTo(TENANT);
        assertThat(lost.streamId()).isEqualTo(STREAM);
        assertThat(lost.attemptedSequence()).isEqualTo(2);
        assertThat(lost.headSequence()).isEqualTo(3);
        assertThat(lost.headRevision()).isEqualTo(6);
        assertThat(read()).isEqualTo(stream);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(3);
    }

    /** W3. */
    @Test
    void a_conflict_tells_the_numbers_too() {
        List<Commit> stream = fill(TENANT, STREAM, 3, 2);

        ConflictingCommitException lost = lost(
                ConflictingCommitException.class,
                with(ConflictDetector.strict()),
                numbered(TENANT, STREAM, 1, 1, noted("x")));

        assertThat(lost.tenantId()).isEqualTo(TENANT);
        assertThat(lost.streamId()).isEqualTo(STREAM);
        assertThat(lost.attemptedSequence()).isEqualTo(1);
        assertThat(lost.headSequence()).isEqualTo(3);
        assertThat(lost.headRevision()).isEqualTo(6);
        assertThat(read()).isEqualTo(stream);
    }

    /** W3: never those that the writer had seen. */
    @ParameterizedTest
    @CsvSource({"1,1<2 1<3 1<4 1<5", "3,1<3 1<4 1<5", "5,1<5"})
    void the_detector_is_asked_about_the_unseen_commits_only(int attempted, String pairs) {
        counted(5);
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        lost(
                NonConflictingCommitException.class,
                with(asking(asked)),
                numbered(TENANT, STREAM, attempted, attempted, new Counted(1)));

        List<String> expected = new java.util.ArrayList<>(List.of(pairs.split(" ")));
        if (attempted == 1) {
            expected.add(0, "1<1");
        }
        assertThat(asked).containsExactlyElementsOf(expected);
    }

    /** W3: every attempted event against every unseen one. */
    @Test
    void every_attempted_event_is_compared_with_every_unseen_one() {
        Commit one = commit(first(new Counted(1)));
        commit(after(one, new Counted(2), new Counted(3)));
        Queue<String> asked = new ConcurrentLinkedQueue<>();

        lost(
                NonConflictingCommitException.class,
                with(asking(asked)),
                numbered(TENANT, STREAM, 2, 3, new Counted(8), new Counted(9)));

        assertThat(asked).containsExactlyInAnyOrder("8<2", "8<3", "9<2", "9<3");
    }

    /** W3: sequences decide, whatever the revisions say. */
    @ParameterizedTest
    @CsvSource({"3,1", "3,3", "3,100", "3,9223372036854775807", "5,2"})
    void a_taken_sequence_is_a_lost_race_whatever_the_revision(long sequence, long revision) {
        counted(5);
        Queue<String> asked = new ConcurrentLinkedQueue<>();

        NonConflictingCommitException lost = lost(
                NonConflictingCommitException.class,
                with(asking(asked)),
                numbered(TENANT, STREAM, sequence, revision, new Counted(1)));

        assertThat(lost.attemptedSequence()).isEqualTo(sequence);
        assertThat(asked).hasSize((int) (6 - sequence)).startsWith("1<" + sequence);
    }

    /** W3. */
    @Test
    void what_the_detector_says_decides() {
        Commit one = commit(first(noted("seen")));
        commit(after(one, new Renamed("a", "b")));
        EventStore store = with(ConflictDetector.builder()
                .on(Renamed.class, Renamed.class, (mine, theirs) -> mine.from().equals(theirs.from()))
                .build());

        lost(ConflictingCommitException.class, store, numbered(TENANT, STREAM, 2, 2, new Renamed("a", "c")));
        lost(NonConflictingCommitException.class, store, numbered(TENANT, STREAM, 2, 2, new Renamed("x", "y")));
        lost(NonConflictingCommitException.class, store, numbered(TENANT, STREAM, 2, 2, noted("n")));
        assertThat(read()).hasSize(2);
    }

    /** W3: a conflict further on counts as well as one at the attempted sequence. */
    @Test
    void a_conflict_with_the_last_of_many_unseen_commits_is_found() {
        Commit last = commit(first(noted("0")));
        for (int i = 0; i < 20; i++) {
            last = commit(after(last, noted("n" + i)));
        }
        commit(after(last, new Renamed("a", "b")));
        EventStore store = second(FixtureOptions.defaults()
                .withPageSize(3)
                .withConflictDetector(ConflictDetector.builder()
                        .on(Renamed.class, Renamed.class, (mine, theirs) -> true)
                        .build()));

        lost(ConflictingCommitException.class, store, numbered(TENANT, STREAM, 2, 2, new Renamed("a", "c")));
        assertThat(read()).hasSize(22);
    }

    /** W3. */
    @Test
    void unregistered_pairs_conflict_for_a_strict_detector_only() {
        commit(first(noted("a")));
        ConflictDetector strict = ConflictDetector.builder()
                .on(Noted.class, Noted.class, (mine, theirs) -> false)
                .strict()
                .build();

        lost(NonConflictingCommitException.class, with(strict), first(noted("x")));
        lost(ConflictingCommitException.class, with(strict), first(new Counted(1)));
        lost(NonConflictingCommitException.class, with(ConflictDetector.empty()), first(new Counted(1)));
        assertThat(read()).hasSize(1);
    }

    /** W3: an error of the user's is an error, not an answer. */
    @Test
    void a_detector_that_throws_is_an_error_and_nothing_is_stored() {
        Commit stored = commit(first(noted("a")));
        EventStore store = with(ConflictDetector.builder()
                .on(Noted.class, Noted.class, (mine, theirs) -> {
                    throw new IllegalStateException("of the user's");
                })
                .build());

        IllegalStateException error =
                Await.error(IllegalStateException.class, store.commits().commit(first(noted("b"))));

        assertThat(error).hasMessage("of the user's");
        assertThat(read()).containsExactly(stored);
        assertThat(commit(store, after(stored, noted("c"))).commitSequence()).isEqualTo(2);
    }

    /** W3: the loser reads on and comes again. */
    @Test
    void the_loser_succeeds_after_reading_what_it_missed() {
        Commit winner = commit(first(noted("a")));
        Commit loser = first(noted("b"));
        NonConflictingCommitException lost = lost(NonConflictingCommitException.class, store(), loser);

        Commit again = commit(builder(TENANT, STREAM, lost.headSequence() + 1, lost.headRevision() + 1, noted("b"))
                .commitId(loser.commitId())
                .build());

        assertThat(read()).containsExactly(winner, again);
    }
}
