package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A writer that is stopped before any one of its requests, while others go on, and continued when nobody waits for it any more. */
class DynamoStepsTest extends DynamoSuite {

    private final Gate gate = new Gate();
    private EventStore impatient;
    private Recorder<Commit> follower;

    /** What was there before; readers that wait for nobody follow. */
    private Commit begin() {
        Commit before = commit(first(noted("before")));
        impatient = data().open(FixtureOptions.defaults(), builder -> builder.sealDelay(Duration.ofMillis(1)));
        follower = Recorder.of(impatient.management().follow(0));
        return before;
    }

    private Recorder<Commit> stopped(Step step, Commit commit) {
        EventStore store = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor(step.method, step::is);
        Recorder<Commit> writer = Recorder.of(store.commits().commit(commit));
        Await.until(() -> "a request at the gate", () -> gate.waiting() > 0);
        return writer;
    }

    /** Whatever it is stopped before, the next position behind it is delivered, so that its own is closed by then. */
    private Commit passed() {
        Commit other = commit(firstOf(TENANT, "other", noted("other")));
        Await.until(() -> "the other commit", () -> follower.values().contains(other));
        return other;
    }

    private void assertAgreed(List<Commit> stored) {
        List<Commit> order = new ArrayList<>(stored);
        order.sort(Comparator.comparingLong(Commit::checkpointToken));
        assertThat(all(impatient)).isEqualTo(order);
        assertThat(follower.await(order.size())).isEqualTo(order);
        assertThat(Await.all(store().commits().getAllTo(TENANT, STAMP.plusSeconds(60))))
                .isEqualTo(order);
        follower.dispose();
    }

    @ParameterizedTest
    @EnumSource
    void a_writer_that_goes_on_stores_its_commit_behind_what_readers_have_passed(Step step) {
        Commit before = begin();
        Commit attempt = step == Step.DIRECTORY ? firstOf(TENANT, "new", noted("a")) : after(before, noted("a"));
        Recorder<Commit> writer = stopped(step, attempt);
        Commit other = passed();

        gate.open();

        Commit stored = writer.awaitCompletion().get(0);
        assertThat(stored.checkpointToken()).isGreaterThan(other.checkpointToken());
        assertAgreed(List.of(before, other, stored));
    }

    /** W4, W5. */
    @ParameterizedTest
    @EnumSource
    void a_commit_that_is_repeated_while_its_writer_is_stopped_is_stored_once(Step step) {
        Commit before = begin();
        Commit attempt = step == Step.DIRECTORY ? firstOf(TENANT, "new", noted("a")) : after(before, noted("a"));
        Recorder<Commit> writer = stopped(step, attempt);
        Commit other = passed();
        Commit stored = commit(attempt);

        gate.open();

        assertThat(writer.awaitError())
                .isInstanceOfSatisfying(
                        DuplicateCommitException.class,
                        duplicate -> assertThat(duplicate.storedCommit()).isEqualTo(stored));
        assertAgreed(List.of(before, other, stored));
    }

    /** W2, W3. */
    @ParameterizedTest
    @EnumSource(names = "DIRECTORY", mode = EnumSource.Mode.EXCLUDE)
    void a_writer_that_goes_on_behind_a_rival_is_refused(Step step) {
        Commit before = begin();
        Recorder<Commit> writer = stopped(step, after(before, noted("a")));
        Commit other = passed();
        Commit rival = commit(after(before, noted("rival")));

        gate.open();

        assertThat(writer.awaitError()).isInstanceOf(NonConflictingCommitException.class);
        assertThat(read()).containsExactly(before, rival);
        assertAgreed(List.of(before, other, rival));
    }

    /** W4: its id went to another place in the stream meanwhile. */
    @ParameterizedTest
    @EnumSource(names = "DIRECTORY", mode = EnumSource.Mode.EXCLUDE)
    void an_id_that_was_brought_to_another_place_is_a_duplicate_at_the_first_one(Step step) {
        Commit before = begin();
        Commit attempt = after(before, noted("a"));
        Recorder<Commit> writer = stopped(step, attempt);
        Commit other = passed();
        Commit rival = commit(after(before, noted("rival")));
        Commit stored = commit(builder(TENANT, STREAM, 3, 3, noted("a"))
                .commitId(attempt.commitId())
                .build());

        gate.open();

        assertThat(writer.awaitError()).isInstanceOf(DuplicateCommitException.class);
        assertThat(read()).containsExactly(before, rival, stored);
        assertAgreed(List.of(before, other, rival, stored));
    }

    /** M2: what it still writes is of a life that is over, and goes with the next purge. */
    @ParameterizedTest
    @EnumSource(names = {"ANNOUNCEMENT", "MARKER", "DIRECTORY", "COMMIT"})
    void what_a_writer_writes_behind_a_purge_is_seen_by_nobody_and_purged_next(Step step) {
        Commit before = begin();
        Commit attempt = step == Step.DIRECTORY ? firstOf(TENANT, "new", noted("a")) : after(before, noted("a"));
        Recorder<Commit> writer = stopped(step, attempt);
        Await.done(store().management().purge(TENANT));
        gate.open();
        Await.until(() -> "the end of the writer", () -> writer.completed() || writer.failure() != null);

        assertThat(read()).isEmpty();
        assertThat(all(impatient)).isEmpty();
        Await.done(store().management().purge(TENANT));
        assertThat(Await.all(items().items()
                        .filter(item -> "ci".indexOf(Keys.partition(item).charAt(0)) >= 0)))
                .isEmpty();
        follower.dispose();
    }
}
