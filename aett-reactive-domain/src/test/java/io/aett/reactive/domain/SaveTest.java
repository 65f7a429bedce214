package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class SaveTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.builder("t", store)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();

    private static Counter counter(int... amounts) {
        Counter counter = new Counter("c");
        for (int amount : amounts) {
            counter.add(amount);
        }
        return counter;
    }

    @Test
    void all_uncommitted_events_become_one_commit() {
        Counter counter = counter(1, 2);

        StepVerifier.create(repository.save(counter, Map.of("user", "me")))
                .assertNext(commit -> {
                    assertThat(commit.tenantId()).isEqualTo("t");
                    assertThat(commit.streamId()).isEqualTo("c");
                    assertThat(commit.commitSequence()).isEqualTo(1);
                    assertThat(commit.streamRevision()).isEqualTo(2);
                    assertThat(commit.commitStamp()).isEqualTo(NOW);
                    assertThat(commit.headers()).isEqualTo(Map.of("user", "me"));
                    assertThat(commit.events()).hasSize(2);
                    assertThat(commit.checkpointToken()).isEqualTo(1);
                })
                .verifyComplete();
        assertThat(counter.uncommitted()).isEmpty();
        assertThat(counter.version()).isEqualTo(2);
        assertThat(counter.commitSequence()).isEqualTo(1);
    }

    @Test
    void saving_goes_on_where_the_last_save_ended() {
        Counter counter = counter(1, 2);
        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();
        counter.add(3);

        StepVerifier.create(repository.save(counter))
                .assertNext(commit -> {
                    assertThat(commit.commitSequence()).isEqualTo(2);
                    assertThat(commit.streamRevision()).isEqualTo(3);
                    assertThat(commit.commitId())
                            .isNotEqualTo(store.stream("c").get(0).commitId());
                })
                .verifyComplete();
    }

    @Test
    void saving_without_events_is_empty_and_writes_nothing() {
        StepVerifier.create(repository.save(counter())).verifyComplete();
        StepVerifier.create(repository.save(counter(), Map.of("user", "me"))).verifyComplete();

        assertThat(store.attempts).isEmpty();
    }

    @Test
    void nothing_is_written_before_subscription_and_each_subscription_is_one_attempt() {
        Counter counter = counter(1);
        Mono<Commit> save = repository.save(counter);
        assertThat(store.attempts).isEmpty();

        StepVerifier.create(save).expectNextCount(1).verifyComplete();
        StepVerifier.create(save).verifyComplete();
        counter.add(2);
        StepVerifier.create(save).expectNextCount(1).verifyComplete();

        assertThat(store.attempts).hasSize(2);
    }

    @Test
    void headers_are_taken_at_subscription_and_not_changed() {
        Map<String, Object> headers = new HashMap<>(Map.of("a", 1));
        Mono<Commit> save = repository.save(counter(1), headers);
        headers.put("b", 2);

        StepVerifier.create(save)
                .assertNext(commit -> assertThat(commit.headers()).isEqualTo(Map.of("a", 1, "b", 2)))
                .verifyComplete();
        assertThat(headers).hasSize(2);
    }

    @Test
    void events_raised_while_saving_stay_for_the_next_save() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        Counter counter = counter(1, 2);

        StepVerifier.create(repository.save(counter))
                .then(() -> counter.add(3))
                .then(answer::tryEmitEmpty)
                .assertNext(commit -> assertThat(commit.events()).hasSize(2))
                .verifyComplete();

        assertThat(counter.uncommitted()).hasSize(1);
        assertThat(counter.version()).isEqualTo(3);
        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();
        assertThat(store.stream("c").get(1).streamRevision()).isEqualTo(3);
    }

    @Test
    void a_failed_save_keeps_the_events_and_can_be_repeated() {
        store.fail(new StorageUnavailableException("down"));
        Counter counter = counter(1, 2);

        StepVerifier.create(repository.save(counter)).verifyError(StorageUnavailableException.class);
        assertThat(counter.uncommitted()).hasSize(2);

        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();
        assertThat(counter.uncommitted()).isEmpty();
        assertThat(store.stream("c")).hasSize(1);
    }

    @Test
    void a_lost_race_is_signalled_and_keeps_the_events() {
        store.overtake("c", new Counter.Added(7));
        Counter counter = counter(1);

        StepVerifier.create(repository.save(counter)).verifyError(NonConflictingCommitException.class);
        assertThat(counter.uncommitted()).hasSize(1);
        assertThat(counter.commitSequence()).isZero();
    }

    @Test
    void repeating_a_save_of_unknown_outcome_finds_its_own_commit() {
        store.loseAnswer();
        Counter counter = counter(1, 2);
        StepVerifier.create(repository.save(counter)).verifyError(CommitOutcomeUnknownException.class);

        StepVerifier.create(repository.save(counter))
                .assertNext(
                        commit -> assertThat(commit).isEqualTo(store.stream("c").get(0)))
                .verifyComplete();

        assertThat(store.attempts).hasSize(2);
        assertThat(store.attempts.get(1).commitId())
                .isEqualTo(store.attempts.get(0).commitId());
        assertThat(store.stream("c")).hasSize(1);
        assertThat(counter.uncommitted()).isEmpty();
        assertThat(counter.commitSequence()).isEqualTo(1);
    }

    @Test
    void repeating_a_save_that_did_not_arrive_stores_it_under_the_same_id() {
        store.fail(new CommitOutcomeUnknownException("lost on the way"));
        Counter counter = counter(1);
        StepVerifier.create(repository.save(counter)).verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();

        assertThat(store.stream("c"))
                .extracting(Commit::commitId)
                .containsExactly(store.attempts.get(0).commitId());
    }

    @Test
    void the_id_is_kept_through_other_failures_after_an_unknown_outcome() {
        store.loseAnswer().fail(new StorageUnavailableException("down"));
        Counter counter = counter(1);
        StepVerifier.create(repository.save(counter)).verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(repository.save(counter)).verifyError(StorageUnavailableException.class);
        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();

        assertThat(store.stream("c")).hasSize(1);
    }

    @Test
    void events_raised_after_an_unknown_outcome_follow_in_a_commit_of_their_own() {
        store.loseAnswer();
        Counter counter = counter(1, 2);
        StepVerifier.create(repository.save(counter)).verifyError(CommitOutcomeUnknownException.class);
        counter.add(3);

        StepVerifier.create(repository.save(counter))
                .assertNext(commit -> assertThat(commit.commitSequence()).isEqualTo(2))
                .verifyComplete();

        assertThat(counter.uncommitted()).isEmpty();
        assertThat(store.stream("c")).extracting(Commit::streamRevision).containsExactly(2L, 3L);
    }

    @Test
    void a_cancelled_save_can_be_repeated() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.next(stored -> stored.then(answer.asMono()).then(Mono.never()));
        Counter counter = counter(1);
        StepVerifier.create(repository.save(counter)).thenCancel().verify();
        assertThat(counter.uncommitted()).hasSize(1);

        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();
        assertThat(store.stream("c")).hasSize(1);
        assertThat(counter.uncommitted()).isEmpty();
    }

    @Test
    void two_saves_of_one_instance_at_once_store_it_once() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        Counter counter = counter(1, 2);
        List<Commit> results = new ArrayList<>();
        Disposable both = Mono.zip(repository.save(counter), repository.save(counter))
                .subscribe(pair -> results.addAll(List.of(pair.getT1(), pair.getT2())));
        answer.tryEmitEmpty();

        assertThat(both.isDisposed()).isTrue();
        assertThat(results).hasSize(2);
        assertThat(results.get(0)).isEqualTo(results.get(1));
        assertThat(store.stream("c")).hasSize(1);
        assertThat(counter.uncommitted()).isEmpty();
    }

    @Test
    void commit_ids_can_be_supplied() {
        StepVerifier.create(alwaysNaming().save(counter(1)))
                .assertNext(commit -> assertThat(commit.commitId()).isEqualTo(ID))
                .verifyComplete();
    }

    private AggregateRepository alwaysNaming() {
        return DefaultAggregateRepository.builder("t", store)
                .commitIds(() -> ID)
                .build();
    }

    @Test
    void an_id_that_the_stream_has_is_a_duplicate_and_no_success() {
        AggregateRepository named = alwaysNaming();
        StepVerifier.create(named.save(counter(1))).expectNextCount(1).verifyComplete();
        Counter again = named.get(Counter.class, "c").block();
        again.add(2);

        StepVerifier.create(named.save(again)).verifyError(DuplicateCommitException.class);
        StepVerifier.create(named.save(again)).verifyError(DuplicateCommitException.class);

        assertThat(again.uncommitted()).hasSize(1);
        assertThat(again.commitSequence()).isEqualTo(1);
        assertThat(store.stream("c")).hasSize(1);
    }

    @Test
    void what_another_stored_under_the_id_in_doubt_is_a_duplicate_and_no_success() {
        store.fail(new CommitOutcomeUnknownException("lost on the way"));
        Counter mine = counter(1);
        StepVerifier.create(alwaysNaming().save(mine)).verifyError(CommitOutcomeUnknownException.class);
        StepVerifier.create(alwaysNaming().save(counter(2))).expectNextCount(1).verifyComplete();

        StepVerifier.create(alwaysNaming().save(mine)).verifyError(DuplicateCommitException.class);

        assertThat(mine.uncommitted()).hasSize(1);
    }

    @Test
    void what_was_sent_is_sent_again_as_it_was() {
        store.fail(new CommitOutcomeUnknownException("lost on the way"));
        Counter counter = counter(1);
        StepVerifier.create(repository.save(counter, Map.of("k", 1))).verifyError(CommitOutcomeUnknownException.class);
        counter.add(2);

        StepVerifier.create(repository.save(counter, Map.of("k", 2)))
                .assertNext(commit -> assertThat(commit.commitSequence()).isEqualTo(2))
                .verifyComplete();

        assertThat(store.attempts.get(1)).isEqualTo(store.attempts.get(0));
        assertThat(store.stream("c")).extracting(Commit::headers).containsExactly(Map.of("k", 1), Map.of("k", 2));
        assertThat(store.stream("c")).extracting(Commit::streamRevision).containsExactly(1L, 2L);
        assertThat(counter.uncommitted()).isEmpty();
    }

    @Test
    void where_equality_cannot_tell_the_store_compares() {
        store.loseAnswer()
                .next(stored -> stored.onErrorMap(
                        DuplicateCommitException.class,
                        found -> new DuplicateCommitException(
                                found.storedCommit().toBuilder()
                                        .header("as read", 1)
                                        .build(),
                                true)));
        Counter counter = counter(1);
        StepVerifier.create(repository.save(counter)).verifyError(CommitOutcomeUnknownException.class);

        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();
        assertThat(counter.uncommitted()).isEmpty();
    }
}
