package io.aett.reactive.testkit.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.events.TestEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StreamLogCheckerTest {

    private final StreamLogChecker checker = new StreamLogChecker();
    private final List<Commit> log = log(5);

    private static List<Commit> log(int commits) {
        List<Commit> log = new ArrayList<>();
        for (int i = 1; i <= commits; i++) {
            log.add(commit(new UUID(0, i), i, i));
        }
        return log;
    }

    private static Commit commit(UUID id, long sequence, long revision) {
        return Commit.builder()
                .tenantId("t")
                .streamId("s")
                .commitId(id)
                .commitSequence(sequence)
                .streamRevision(revision)
                .event(TestEvents.noted("n"))
                .build();
    }

    private static UUID id(int sequence) {
        return new UUID(0, sequence);
    }

    private static List<UUID> ids(int count) {
        return log(count).stream().map(Commit::commitId).toList();
    }

    private void faultless() {
        for (int i = 1; i <= 5; i++) {
            checker.stored(id(i), i, 10L * i, 10L * i + 5);
        }
        checker.refused(new UUID(9, 9), 2, 21, 24);
        checker.read(ids(2), 26, 28);
        checker.read(ids(5), 60, 65);
    }

    private void assertViolation(List<Commit> end, String text) {
        assertThat(checker.violations(end))
                .anySatisfy(violation -> assertThat(violation).contains(text));
        assertThatThrownBy(() -> checker.check(end)).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_faultless_history_has_no_violation() {
        faultless();
        assertThat(checker.violations(log)).isEmpty();
        checker.check(log);
    }

    @Test
    void an_acknowledged_commit_that_is_lost_is_found() {
        faultless();
        assertViolation(log.subList(0, 4), "acknowledged, but not stored");
    }

    @Test
    void an_acknowledged_commit_at_another_sequence_is_found() {
        for (int i = 1; i <= 5; i++) {
            checker.stored(id(i), i == 3 ? 4 : i, 0, 100);
        }
        assertViolation(log, "another sequence");
    }

    @Test
    void a_refused_commit_that_is_stored_is_found() {
        faultless();
        List<Commit> end = new ArrayList<>(log);
        end.add(commit(new UUID(9, 9), 6, 6));
        assertViolation(end, "refused, but stored");
    }

    @Test
    void a_refused_commit_that_was_acknowledged_later_is_fine() {
        checker.refused(id(1), 1, 0, 1);
        for (int i = 1; i <= 5; i++) {
            checker.stored(id(i), i, 10L * i, 10L * i + 5);
        }
        assertThat(checker.violations(log)).isEmpty();
    }

    @Test
    void a_commit_that_nobody_wrote_is_found() {
        for (int i = 1; i <= 4; i++) {
            checker.stored(id(i), i, 10L * i, 10L * i + 5);
        }
        assertViolation(log, "never written");
    }

    @Test
    void a_commit_that_is_there_twice_is_found() {
        for (int i = 1; i <= 5; i++) {
            checker.unknown(id(i), i, 0, 100);
        }
        List<Commit> end = new ArrayList<>(log);
        end.add(commit(id(5), 6, 6));
        assertViolation(end, "stored twice");
    }

    @Test
    void an_unknown_commit_may_be_there_or_not() {
        faultless();
        checker.unknown(new UUID(7, 7), 6, 70, 75);
        assertThat(checker.violations(log)).isEmpty();
        List<Commit> end = new ArrayList<>(log);
        end.add(commit(new UUID(7, 7), 6, 6));
        assertThat(checker.violations(end)).isEmpty();
    }

    @Test
    void a_gap_and_an_overlap_are_found() {
        for (int i = 1; i <= 5; i++) {
            checker.unknown(id(i), i, 0, 100);
        }
        assertViolation(List.of(log.get(0), log.get(2)), "sequence 3 where 2 belongs");
        assertViolation(List.of(log.get(0), commit(id(2), 2, 1)), "first revision 1 where 2 belongs");
    }

    @Test
    void a_read_that_is_no_prefix_is_found() {
        faultless();
        checker.read(List.of(id(1), id(3)), 40, 100);
        assertViolation(log, "no prefix");
    }

    @Test
    void a_read_with_more_than_there_is_is_found() {
        faultless();
        checker.read(ids(6), 40, 100);
        assertViolation(log, "gave 6 commits of 5");
    }

    @Test
    void a_stale_read_is_found() {
        faultless();
        checker.read(ids(4), 70, 75);
        assertViolation(log, "began later does not have");
    }

    @Test
    void a_read_of_the_future_is_found() {
        faultless();
        checker.read(ids(3), 1, 2);
        assertViolation(log, "ended before has");
    }

    @Test
    void a_later_read_with_less_is_found() {
        for (int i = 1; i <= 5; i++) {
            checker.stored(id(i), i, 0, 1000);
        }
        checker.read(ids(3), 10, 20);
        checker.read(ids(2), 30, 40);
        assertViolation(log, "a later read has fewer");
    }

    @Test
    void a_commit_that_was_stored_before_an_earlier_one_is_found() {
        checker.stored(id(2), 2, 10, 15);
        checker.stored(id(1), 1, 20, 25);
        assertViolation(log.subList(0, 2), "stored before it");
    }
}
