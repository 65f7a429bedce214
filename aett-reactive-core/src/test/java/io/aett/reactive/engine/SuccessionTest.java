package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SuccessionTest {

    private static final StreamKey STREAM = new StreamKey("tenant", "stream");

    private static EncodedCommit commit(long sequence, long revision, int events, long checkpoint) {
        return commit(STREAM, sequence, revision, events, checkpoint, Instant.EPOCH);
    }

    private static EncodedCommit commit(
            StreamKey stream, long sequence, long revision, int events, long checkpoint, Instant stamp) {
        UUID id = new UUID(sequence, checkpoint);
        return new EncodedCommit(stream, sequence, revision, events, id, id, stamp, new byte[0], checkpoint);
    }

    private static MalformedDataException refused(Succession.Check check, EncodedCommit commit) {
        return assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> check.next(commit))
                .actual();
    }

    private static void refused(Succession.Check check, EncodedCommit first, EncodedCommit second) {
        assertThat(check.next(first)).isSameAs(first);
        MalformedDataException error = refused(check, second);
        assertThat(error.commitSequence()).isEqualTo(second.sequence());
        assertThat(error.checkpoint()).isEqualTo(second.checkpoint());
        assertThat(error)
                .hasMessageContainingAll(
                        "stream", "tenant", "revision " + second.revision(), "commit " + first.sequence());
    }

    @Test
    void commits_that_follow_one_another_pass() {
        Succession.Check check = Succession.fromRevision(1);
        check.next(commit(1, 2, 2, 7));
        check.next(commit(2, 3, 1, 9));
        check.next(commit(STREAM, 3, 6, 3, 10, Instant.EPOCH.plusSeconds(1)));
    }

    @Test
    void a_sequence_that_is_missing_or_comes_twice_is_refused() {
        refused(Succession.fromRevision(1), commit(1, 1, 1, 1), commit(3, 3, 1, 3));
        refused(Succession.fromRevision(1), commit(1, 1, 1, 1), commit(3, 2, 1, 3));
        refused(Succession.fromRevision(1), commit(1, 1, 1, 1), commit(1, 1, 1, 2));
    }

    @Test
    void revisions_with_a_gap_or_an_overlap_are_refused() {
        refused(Succession.fromRevision(1), commit(1, 1, 1, 1), commit(2, 3, 1, 3));
        refused(Succession.fromRevision(1), commit(1, 2, 2, 1), commit(2, 3, 2, 3));
    }

    @Test
    void checkpoints_that_do_not_increase_and_stamps_that_decrease_are_refused() {
        refused(Succession.fromRevision(1), commit(1, 1, 1, 5), commit(2, 2, 1, 5));
        refused(Succession.fromRevision(1), commit(1, 1, 1, 5), commit(2, 2, 1, 4));
        refused(Succession.fromRevision(1), commit(1, 1, 1, 5), commit(2, 2, 1, 0));
        refused(
                Succession.fromRevision(1),
                commit(1, 1, 1, 5),
                commit(STREAM, 2, 2, 1, 6, Instant.EPOCH.minusNanos(1000)));
    }

    @Test
    void without_a_global_order_all_checkpoints_are_zero() {
        Succession.Check check = Succession.fromRevision(1);
        check.next(commit(1, 1, 1, 0));
        check.next(commit(2, 2, 1, 0));
        refused(check, commit(4, 4, 1, 0));
    }

    @Test
    void a_read_from_the_start_begins_at_one() {
        for (EncodedCommit first :
                new EncodedCommit[] {commit(2, 2, 1, 2), commit(1, 2, 1, 2), commit(2, 1, 1, 2), commit(2, 3, 2, 3)}) {
            assertThat(refused(Succession.fromRevision(1), first)).hasMessageContaining("revision " + first.revision());
        }
        Succession.fromRevision(1).next(commit(1, 3, 3, 9));
    }

    @Test
    void the_first_commit_of_a_range_reaches_its_start() {
        Succession.fromRevision(5).next(commit(3, 6, 2, 3));
        Succession.fromRevision(5).next(commit(4, 5, 1, 3));
        assertThat(refused(Succession.fromRevision(5), commit(4, 7, 2, 3))).hasMessageContaining("from revision 5 on");
        refused(Succession.fromRevision(5), commit(9, 5, 1, 3));
        assertThat(refused(Succession.fromRevision(5), commit(2, 4, 2, 3)))
                .hasMessageContaining("revision 5 was looked for");
    }

    @Test
    void a_read_from_a_sequence_begins_with_it() {
        Succession.fromSequence(3).next(commit(3, 7, 1, 3));
        assertThat(refused(Succession.fromSequence(3), commit(4, 8, 1, 4))).hasMessageContaining("sequence 3");
    }

    @Test
    void a_tenants_streams_are_told_apart_and_each_is_whole() {
        StreamKey other = new StreamKey("tenant", "other");
        Succession.Check check = Succession.ofTenant();
        check.next(commit(1, 1, 1, 1));
        check.next(commit(other, 1, 2, 2, 2, Instant.MAX));
        check.next(commit(2, 2, 1, 3));
        refused(check, commit(other, 3, 3, 1, 4, Instant.MAX));
        refused(Succession.ofTenant(), commit(2, 2, 1, 3));
        refused(check, commit(other, 3, 5, 2, 3, Instant.MAX));
    }

    @Test
    void of_more_streams_than_are_remembered_the_latest_are_still_judged() {
        Succession.Check check = Succession.ofTenant();
        int streams = Succession.STREAMS + 10;
        for (int i = 1; i <= streams; i++) {
            check.next(commit(new StreamKey("tenant", "s" + i), 1, 1, 1, i, Instant.EPOCH));
        }
        check.next(commit(new StreamKey("tenant", "s1"), 2, 2, 1, streams + 1, Instant.EPOCH));
        refused(check, commit(new StreamKey("tenant", "s" + streams), 3, 3, 1, streams + 2, Instant.EPOCH));
    }
}
