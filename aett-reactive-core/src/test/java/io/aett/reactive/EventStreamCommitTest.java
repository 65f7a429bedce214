package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class EventStreamCommitTest {

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final UUID OTHER = UUID.fromString("00000000-0000-0000-0000-000000000002");
    private static final Instant NOW = Instant.parse("2024-02-29T12:00:00Z");

    private final FakeCommitStore store = new FakeCommitStore();
    private final EventStream stream = EventStream.create("t", "s", Clock.fixed(NOW, ZoneOffset.UTC));

    private static List<Object> bodies(List<EventMessage> events) {
        return events.stream().map(EventMessage::body).toList();
    }

    @Test
    void a_commit_of_the_changes_is_numbered_after_what_was_read_and_changes_nothing() {
        store.append("1", "2");
        stream.refresh(store).block();
        EventMessage message = new EventMessage("4", Map.of("h", 1));
        stream.add("3").add(message).setHeader("k", "v");
        Commit commit = stream.toCommit(ID);
        assertThat(commit)
                .isEqualTo(new Commit(
                        "t", "s", 4, ID, 2, NOW, Map.of("k", "v"), List.of(EventMessage.of("3"), message), 0));
        assertThat(commit.firstRevision()).isEqualTo(3);
        assertThat(stream.uncommitted()).hasSize(2);
        assertThat(stream.revision()).isEqualTo(2);
        assertThat(store.sent).isEmpty();
    }

    @Test
    void committing_sends_nothing_before_subscription() {
        stream.add("1");
        stream.commitChanges(store);
        stream.commitChanges(store, ID);
        assertThat(store.calls).hasValue(0);
        assertThat(stream.uncommitted()).hasSize(1);
    }

    @Test
    void committing_moves_the_changes_and_returns_the_stored_commit() {
        stream.add("1").add("2").setHeader("k", "v");
        Commit commit = stream.commitChanges(store, ID).block();
        assertThat(commit).isEqualTo(store.stored.get(0));
        assertThat(commit.checkpointToken()).isPositive();
        assertThat(commit.commitId()).isEqualTo(ID);
        assertThat(commit.commitStamp()).isEqualTo(NOW);
        assertThat(bodies(stream.committed())).containsExactly("1", "2");
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(stream.committedHeaders()).isEqualTo(Map.of("k", "v"));
        assertThat(stream.uncommittedHeaders()).isEmpty();
        assertThat(stream.revision()).isEqualTo(2);
        assertThat(stream.commitSequence()).isEqualTo(1);
    }

    @Test
    void the_event_store_counts_on_over_several_commits_with_an_id_each() {
        stream.add("1").commitChanges(store).block();
        stream.add("2").add("3").commitChanges(store).block();
        assertThat(store.stored).extracting(Commit::commitSequence).containsExactly(1L, 2L);
        assertThat(store.stored).extracting(Commit::streamRevision).containsExactly(1L, 3L);
        assertThat(store.sentId(0)).isNotEqualTo(store.sentId(1));
        assertThat(bodies(stream.committed())).containsExactly("1", "2", "3");
    }

    @Test
    void without_events_there_is_nothing_to_commit_and_headers_wait() {
        stream.setHeader("k", "v");
        StepVerifier.create(stream.commitChanges(store)).verifyComplete();
        StepVerifier.create(stream.commitChanges(store, ID)).verifyComplete();
        assertThat(store.calls).hasValue(0);
        stream.add("1").commitChanges(store).block();
        assertThat(store.stored.get(0).headers()).isEqualTo(Map.of("k", "v"));
    }

    @Test
    void what_is_added_while_a_commit_is_under_way_stays_and_is_numbered_after_it() {
        TestPublisher<Commit> answer = TestPublisher.create();
        store.next(commit -> answer.mono().map(go -> store.store(commit)));
        stream.add("1").setHeader("sent", "v").setHeader("changed", "old");
        StepVerifier.create(stream.commitChanges(store, ID))
                .then(() -> {
                    stream.add("2").setHeader("later", "v").setHeader("changed", "new");
                    answer.emit(store.sent.get(0));
                })
                .assertNext(commit -> assertThat(bodies(commit.events())).containsExactly("1"))
                .verifyComplete();
        assertThat(bodies(stream.committed())).containsExactly("1");
        assertThat(bodies(stream.uncommitted())).containsExactly("2");
        assertThat(stream.uncommittedHeaders()).isEqualTo(Map.of("later", "v", "changed", "new"));
        Commit second = stream.commitChanges(store).block();
        assertThat(second.commitSequence()).isEqualTo(2);
        assertThat(second.firstRevision()).isEqualTo(2);
    }

    @Test
    void a_lost_race_leaves_the_changes_and_a_refresh_makes_them_fit() {
        stream.add("mine").setHeader("k", "v");
        store.append("1", "2");
        StepVerifier.create(stream.commitChanges(store)).verifyErrorSatisfies(error -> {
            assertThat(error).isInstanceOf(NonConflictingCommitException.class);
            assertThat(((CommitConflictException) error).headRevision()).isEqualTo(2);
        });
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
        assertThat(stream.uncommittedHeaders()).isEqualTo(Map.of("k", "v"));
        Commit commit = stream.refresh(store)
                .flatMap(fresh -> fresh.commitChanges(store))
                .block();
        assertThat(commit.streamRevision()).isEqualTo(3);
        assertThat(bodies(stream.committed())).containsExactly("1", "2", "mine");
    }

    @Test
    void after_a_lost_race_another_commit_id_may_be_used() {
        stream.add("mine");
        store.append("1");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(NonConflictingCommitException.class);
        stream.refresh(store).block();
        assertThat(stream.commitChanges(store, OTHER).block().commitId()).isEqualTo(OTHER);
    }

    @Test
    void each_subscription_is_an_attempt_of_its_own() {
        Mono<Commit> changes = stream.commitChanges(store);
        stream.add("1");
        assertThat(changes.block().commitSequence()).isEqualTo(1);
        stream.add("2");
        assertThat(changes.block().commitSequence()).isEqualTo(2);
        StepVerifier.create(changes).verifyComplete();
    }

    @Test
    void repeating_after_a_lost_answer_sends_the_same_id_and_finds_its_own_commit() {
        store.next(store::storeAndLoseTheAnswer);
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store)).verifyError(CommitOutcomeUnknownException.class);
        assertThat(bodies(stream.uncommitted())).containsExactly("1");
        assertThat(stream.commitChanges(store).block()).isEqualTo(store.stored.get(0));
        assertThat(store.sentId(1)).isEqualTo(store.sentId(0));
        assertThat(store.stored).hasSize(1);
        assertThat(bodies(stream.committed())).containsExactly("1");
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(stream.commitSequence()).isEqualTo(1);
        stream.add("2").commitChanges(store).block();
        assertThat(store.sentId(2)).isNotEqualTo(store.sentId(0));
    }

    @Test
    void repeating_after_a_lost_request_sends_the_same_id_and_stores_once() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store).retry(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.sentId(1)).isEqualTo(store.sentId(0));
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void what_is_added_after_a_lost_answer_is_not_mixed_into_the_repetition() {
        store.next(store::storeAndLoseTheAnswer);
        stream.add("1").setHeader("first", 1);
        StepVerifier.create(stream.commitChanges(store)).verifyError(CommitOutcomeUnknownException.class);
        stream.add("2").setHeader("second", 2);
        Commit first = stream.commitChanges(store).block();
        assertThat(bodies(first.events())).containsExactly("1");
        assertThat(store.sent.get(1).events()).isEqualTo(store.sent.get(0).events());
        assertThat(bodies(stream.uncommitted())).containsExactly("2");
        assertThat(stream.uncommittedHeaders()).isEqualTo(Map.of("second", 2));
        Commit second = stream.commitChanges(store).block();
        assertThat(second.firstRevision()).isEqualTo(2);
        assertThat(second.commitId()).isNotEqualTo(first.commitId());
    }

    @Test
    void a_cancelled_commit_is_repeated_under_the_same_id() {
        store.next(commit -> Mono.fromRunnable(() -> store.store(commit)).then(Mono.never()));
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store)).thenCancel().verify();
        assertThat(stream.commitChanges(store).block().commitSequence()).isEqualTo(1);
        assertThat(store.sentId(1)).isEqualTo(store.sentId(0));
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void a_given_id_repeated_after_a_lost_answer_finds_its_own_commit() {
        store.next(store::storeAndLoseTheAnswer);
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        assertThat(stream.commitChanges(store, ID).block()).isEqualTo(store.stored.get(0));
    }

    @Test
    void another_id_is_refused_while_the_outcome_is_unknown() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(stream.commitChanges(store, OTHER))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(ID.toString()));
        assertThat(store.sent).hasSize(1);
        assertThat(stream.commitChanges(store).block().commitId()).isEqualTo(ID);
    }

    @Test
    void an_id_that_someone_else_used_is_a_duplicate_and_leaves_the_changes() {
        Commit other = store.append("other");
        stream.refresh(store).block();
        stream.add("mine");
        StepVerifier.create(stream.commitChanges(store, other.commitId())).verifyErrorSatisfies(error -> {
            assertThat(error).isInstanceOf(DuplicateCommitException.class);
            assertThat(((DuplicateCommitException) error).storedCommit()).isEqualTo(other);
        });
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
        StepVerifier.create(stream.commitChanges(store, other.commitId())).verifyError(DuplicateCommitException.class);
        assertThat(stream.commitChanges(store).block().commitSequence()).isEqualTo(2);
    }

    @Test
    void a_commit_read_before_is_never_taken_for_the_one_in_doubt() {
        Commit other = store.append("other");
        stream.refresh(store).block();
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("mine");
        StepVerifier.create(stream.commitChanges(store, other.commitId()))
                .verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(stream.commitChanges(store, other.commitId())).verifyError(DuplicateCommitException.class);
        assertThat(bodies(stream.committed())).containsExactly("other");
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
    }

    /** Another writer stores something under the id, in the place of what was lost. */
    private void theirs(Object... bodies) {
        store.store(Commit.builder()
                .tenantId("t")
                .streamId("s")
                .commitId(ID)
                .events(bodies)
                .build());
    }

    @Test
    void what_another_stored_under_the_id_in_doubt_is_not_taken_for_ones_own() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("mine");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        theirs("theirs");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(DuplicateCommitException.class);
        assertThat(stream.committed()).isEmpty();
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
    }

    @Test
    void a_refresh_does_not_take_what_another_stored_under_the_id_in_doubt_for_ones_own() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("mine");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        theirs("theirs");
        stream.refresh(store).block();
        assertThat(bodies(stream.committed())).containsExactly("theirs");
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(DuplicateCommitException.class);
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
    }

    @Test
    void where_equality_cannot_tell_the_store_compares() {
        byte[] same = {1, 2};
        store.next(commit -> {
            theirs(same.clone());
            return FakeCommitStore.loseTheRequest(commit);
        });
        store.next(commit -> Mono.error(new DuplicateCommitException(store.stored.get(0), true)));
        stream.add(same.clone());
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        stream.refresh(store).block();
        assertThat(stream.uncommitted()).hasSize(1);
        assertThat(stream.commitChanges(store, ID).block()).isEqualTo(store.stored.get(0));
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(stream.committed()).hasSize(1);
        assertThat(stream.revision()).isEqualTo(1);
    }

    @Test
    void nothing_written_at_a_repetition_says_nothing_about_the_attempt_before_it() {
        store.next(store::storeAndLoseTheAnswer)
                .next(commit -> Mono.error(new StorageUnavailableException("down")))
                .next(commit -> Mono.error(new StorageException("refused")));
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store)).verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(stream.commitChanges(store)).verifyError(StorageUnavailableException.class);
        StepVerifier.create(stream.commitChanges(store)).verifyError(StorageException.class);
        assertThat(stream.commitChanges(store).block()).isEqualTo(store.stored.get(0));
        assertThat(store.sent).extracting(Commit::commitId).containsOnly(store.sentId(0));
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void nothing_written_at_the_first_attempt_leaves_all_changes_for_the_next() {
        store.next(commit -> Mono.error(new StorageUnavailableException("down")));
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(StorageUnavailableException.class);
        stream.add("2");
        Commit commit = stream.commitChanges(store, OTHER).block();
        assertThat(bodies(commit.events())).containsExactly("1", "2");
    }

    @Test
    void an_invalid_commit_leaves_the_changes_and_no_doubt() {
        store.next(commit -> Mono.error(new InvalidCommitException("too large")));
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(InvalidCommitException.class);
        assertThat(bodies(stream.uncommitted())).containsExactly("1");
        assertThat(stream.commitChanges(store, OTHER).block().commitId()).isEqualTo(OTHER);
    }

    @Test
    void a_refresh_that_finds_the_commit_in_doubt_settles_it() {
        store.next(store::storeAndLoseTheAnswer);
        stream.add("1").setHeader("k", "v");
        StepVerifier.create(stream.commitChanges(store)).verifyError(CommitOutcomeUnknownException.class);
        store.append("2");
        stream.add("3");
        stream.refresh(store).block();
        assertThat(bodies(stream.committed())).containsExactly("1", "2");
        assertThat(bodies(stream.uncommitted())).containsExactly("3");
        assertThat(stream.uncommittedHeaders()).isEmpty();
        Commit third = stream.commitChanges(store).block();
        assertThat(third.commitId()).isNotEqualTo(store.sentId(0));
        assertThat(third.commitSequence()).isEqualTo(3);
    }

    @Test
    void a_commit_in_doubt_that_was_not_stored_is_repeated_after_the_refreshed_tail() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("mine");
        StepVerifier.create(stream.commitChanges(store)).verifyError(CommitOutcomeUnknownException.class);
        store.append("1", "2");
        Commit commit = stream.refresh(store)
                .flatMap(fresh -> fresh.commitChanges(store))
                .block();
        assertThat(commit.commitId()).isEqualTo(store.sentId(0));
        assertThat(commit.firstRevision()).isEqualTo(3);
    }

    @Test
    void two_attempts_at_once_store_once_and_move_once() {
        TestPublisher<Commit> late = TestPublisher.create();
        store.next(commit -> late.mono().map(go -> store.store(commit)));
        stream.add("1");
        StepVerifier.create(stream.commitChanges(store))
                .then(() -> {
                    Commit second = stream.commitChanges(store).block();
                    assertThat(second.commitId()).isEqualTo(store.sentId(0));
                    late.emit(second);
                })
                .assertNext(first -> assertThat(first).isEqualTo(store.stored.get(0)))
                .verifyComplete();
        assertThat(bodies(stream.committed())).containsExactly("1");
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(store.stored).hasSize(1);
    }

    @Test
    void clearing_forgets_changes_and_doubt() {
        store.next(FakeCommitStore::loseTheRequest);
        stream.add("1").setHeader("k", "v");
        StepVerifier.create(stream.commitChanges(store, ID)).verifyError(CommitOutcomeUnknownException.class);
        stream.clearChanges();
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(stream.uncommittedHeaders()).isEmpty();
        StepVerifier.create(stream.commitChanges(store)).verifyComplete();
        assertThat(stream.add("2").commitChanges(store, OTHER).block().commitId())
                .isEqualTo(OTHER);
        assertThat(bodies(stream.committed())).containsExactly("2");
    }

    @Test
    void every_attempt_is_stamped_anew_by_the_clock() {
        Instant[] now = {NOW};
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        EventStream timed = EventStream.open(store, "t", "s", clock).block();
        Mono<Commit> changes = timed.add("1").commitChanges(store);
        now[0] = NOW.plusSeconds(5);
        assertThat(changes.block().commitStamp()).isEqualTo(NOW.plusSeconds(5));
    }
}
