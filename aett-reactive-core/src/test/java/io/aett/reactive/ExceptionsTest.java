package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionsTest {

    private static final Throwable CAUSE = new IllegalStateException("cause");

    @Test
    void every_error_is_an_unchecked_event_store_exception() {
        List<EventStoreException> all = List.of(
                new EventStoreException("m"),
                new CommitOutcomeUnknownException("m"),
                new StateOutcomeUnknownException("m"),
                new StorageUnavailableException("m"),
                new StorageException("m"),
                new InvalidCommitException("m"),
                new ConflictingCommitException("t", "s", 1, 1, 1),
                new NonConflictingCommitException("t", "s", 1, 1, 1),
                new UnexpectedVersionException("t", "s", 1, 1, 2),
                new DuplicateCommitException(commit()),
                new MalformedDataException("t", "s", 1, "detail", null),
                new UnknownTopicException("t", "s", 1, "topic"),
                new NewerVersionException("t", "s", 1, 1, 1, "topic", 3, 2),
                new MissingUpcasterException("t", "s", 1, 1, 1, "topic", 1, 2, "a step"),
                new StreamNotFoundException("t", "s", 1, 2));
        assertThat(all)
                .allSatisfy(error -> assertThat(error)
                        .isInstanceOf(RuntimeException.class)
                        .hasMessageMatching("(?s).+")
                        .hasNoCause());
    }

    @Test
    void message_and_cause_are_kept() {
        List<EventStoreException> all = List.of(
                new EventStoreException("m", CAUSE),
                new CommitOutcomeUnknownException("m", CAUSE),
                new StateOutcomeUnknownException("m", CAUSE),
                new StorageUnavailableException("m", CAUSE),
                new StorageException("m", CAUSE),
                new InvalidCommitException("m", CAUSE));
        assertThat(all).allSatisfy(error -> assertThat(error).hasMessage("m").hasCause(CAUSE));
    }

    @Test
    void a_lost_race_carries_where_it_was_lost() {
        List<CommitConflictException> both = List.of(
                new ConflictingCommitException("tenant", "stream", 3, 5, 17),
                new NonConflictingCommitException("tenant", "stream", 3, 5, 17));
        assertThat(both).allSatisfy(error -> {
            assertThat(error.tenantId()).isEqualTo("tenant");
            assertThat(error.streamId()).isEqualTo("stream");
            assertThat(error.attemptedSequence()).isEqualTo(3);
            assertThat(error.headSequence()).isEqualTo(5);
            assertThat(error.headRevision()).isEqualTo(17);
            assertThat(error.getMessage()).contains("tenant", "stream", "3", "5", "17");
        });
    }

    @Test
    void an_unexpected_version_carries_both_versions() {
        UnexpectedVersionException error = new UnexpectedVersionException("tenant", "stream", 15, 5, 17);
        assertThat(error.expectedVersion()).isEqualTo(15);
        assertThat(error.headRevision()).isEqualTo(17);
        assertThat(error.headSequence()).isEqualTo(5);
        assertThat(error.attemptedSequence()).isEqualTo(6);
        assertThat(error).hasMessageContainingAll("tenant", "stream", "15", "5", "17");
    }

    @Test
    void a_duplicate_says_whether_the_same_is_stored() {
        assertThat(new DuplicateCommitException(commit()).sameContent()).isFalse();
        assertThat(new DuplicateCommitException(commit(), true).sameContent()).isTrue();
    }

    @Test
    void a_duplicate_carries_the_stored_commit_and_names_its_id() {
        Commit stored = commit();
        DuplicateCommitException error = new DuplicateCommitException(stored);
        assertThat(error.storedCommit()).isSameAs(stored);
        assertThat(error).hasMessageContaining(stored.commitId().toString());
        assertThatNullPointerException().isThrownBy(() -> new DuplicateCommitException(null));
    }

    @Test
    void malformed_data_says_where_and_what() {
        MalformedDataException error = new MalformedDataException("tenant", "stream", 9, "has no body", CAUSE);
        assertThat(error.tenantId()).isEqualTo("tenant");
        assertThat(error.streamId()).isEqualTo("stream");
        assertThat(error.commitSequence()).isEqualTo(9);
        assertThat(error).hasCause(CAUSE).hasMessageContainingAll("tenant", "stream", "9", "has no body");
    }

    @Test
    void malformed_data_tells_revision_and_checkpoint_where_they_are_known() {
        MalformedDataException known = new MalformedDataException("tenant", "stream", 9, 27, 81, "has no body", null);
        assertThat(known.checkpoint()).isEqualTo(81);
        assertThat(known)
                .hasMessageContainingAll("tenant", "stream", "9", "revision 27", "checkpoint 81", "has no body");
        assertThat(new UnknownTopicException("tenant", "stream", 9, 27, 81, "some.topic"))
                .hasMessageContainingAll("revision 27", "checkpoint 81", "some.topic")
                .extracting(MalformedDataException::checkpoint)
                .isEqualTo(81L);
        MalformedDataException unknown = new MalformedDataException("tenant", "stream", 9, "has no body", null);
        assertThat(unknown.checkpoint()).isZero();
        assertThat(unknown.getMessage()).doesNotContain("revision", "checkpoint");
    }

    @Test
    void an_unknown_topic_is_malformed_data_that_names_topic_and_cure() {
        UnknownTopicException error = new UnknownTopicException("tenant", "stream", 9, "some.topic");
        assertThat(error).isInstanceOf(MalformedDataException.class);
        assertThat(error.topic()).isEqualTo("some.topic");
        assertThat(error.commitSequence()).isEqualTo(9);
        assertThat(error).hasMessageContainingAll("some.topic", "register");
    }

    @Test
    void a_stream_not_found_names_the_stream_and_the_range() {
        StreamNotFoundException error = new StreamNotFoundException("tenant", "stream", 5, 8);
        assertThat(error.tenantId()).isEqualTo("tenant");
        assertThat(error.streamId()).isEqualTo("stream");
        assertThat(error).hasMessageContainingAll("tenant", "stream", "5", "8");
        assertThat(new StreamNotFoundException("t", "s", 5, Long.MAX_VALUE))
                .hasMessageNotContaining("9223372036854775807");
    }

    private static Commit commit() {
        return Commit.builder().tenantId("t").streamId("s").event("e").build();
    }
}
