package io.aett.reactive.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.events.TestEvents;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CheckpointCheckerTest {

    private final CheckpointChecker checker = new CheckpointChecker();
    private final Commit a1 = commit("a", 1, 2);
    private final Commit b1 = commit("b", 1, 3);
    private final Commit a2 = commit("a", 2, 7);
    private final Commit b2 = commit("b", 2, 8);
    private final List<Commit> all = List.of(a1, b1, a2, b2);

    private static Commit commit(String stream, long sequence, long checkpoint) {
        return Commit.builder()
                .tenantId("t")
                .streamId(stream)
                .commitId(UUID.randomUUID())
                .commitSequence(sequence)
                .streamRevision(sequence)
                .checkpointToken(checkpoint)
                .event(TestEvents.noted("n"))
                .build();
    }

    private static Commit moved(Commit commit, long checkpoint) {
        return commit.withStored(checkpoint, commit.commitStamp());
    }

    private void assertViolation(List<Commit> end, String text) {
        assertThat(checker.violations(end))
                .anySatisfy(violation -> assertThat(violation).contains(text));
        assertThatThrownBy(() -> checker.check(end)).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_faultless_history_has_no_violation() {
        all.forEach(checker::acknowledged);
        checker.delivered("whole", 0, all);
        checker.delivered("whole", -3, all);
        checker.delivered("prefix", 0, all.subList(0, 3));
        checker.delivered("tail", 3, all.subList(2, 4));
        checker.delivered("nothing yet", 8, List.of());
        assertThat(checker.violations(all)).isEmpty();
        checker.check(all);
    }

    @Test
    void a_skipped_commit_is_found() {
        checker.delivered("reader", 0, List.of(a1, a2));
        assertViolation(all, "skipped");
    }

    @Test
    void a_commit_skipped_at_the_start_is_found() {
        checker.delivered("reader", 2, List.of(a2));
        assertViolation(all, "skipped");
    }

    @Test
    void a_commit_that_comes_twice_is_found() {
        checker.delivered("reader", 0, List.of(a1, b1, b1, a2));
        assertViolation(all, "twice");
    }

    @Test
    void a_commit_at_the_checkpoint_that_was_asked_for_is_found() {
        checker.delivered("reader", 3, List.of(b1, a2));
        assertViolation(all, "checkpoint 3 after 3");
    }

    @Test
    void a_decrease_is_found() {
        checker.delivered("reader", 0, List.of(b1, a1));
        assertViolation(all, "checkpoint 2 after 3");
    }

    @Test
    void a_checkpoint_that_is_not_positive_is_found() {
        Commit zero = moved(a1, 0);
        assertViolation(List.of(zero, b1), "checkpoint 0 after 0");
    }

    @Test
    void two_commits_at_one_checkpoint_are_found() {
        assertViolation(List.of(a1, moved(b1, 2)), "checkpoint 2 after 2");
    }

    @Test
    void readers_that_disagree_are_found() {
        checker.delivered("one", 0, List.of(a1, b1));
        checker.delivered("two", 0, List.of(a1, commit("c", 1, 3)));
        assertViolation(all, "not there in the end");
    }

    @Test
    void an_acknowledged_commit_that_is_not_there_is_found() {
        checker.acknowledged(commit("c", 1, 9));
        assertViolation(all, "acknowledged at checkpoint 9");
    }

    @Test
    void an_acknowledged_commit_at_another_checkpoint_is_found() {
        checker.acknowledged(moved(b2, 9));
        assertViolation(all, "acknowledged at checkpoint 9");
    }

    @Test
    void a_stream_out_of_order_is_found() {
        Commit second = moved(a2, 2);
        Commit first = moved(a1, 7);
        assertViolation(List.of(second, b1, first, b2), "out of its stream's order");
    }

    @Test
    void a_stream_with_a_gap_is_found() {
        assertViolation(List.of(a1, b1, commit("a", 3, 9)), "out of its stream's order");
    }
}
