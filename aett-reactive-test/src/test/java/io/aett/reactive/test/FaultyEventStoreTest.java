package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStream;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.test.Account.Deposited;
import io.aett.reactive.test.Account.Opened;
import io.aett.reactive.test.Account.Withdrawn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class FaultyEventStoreTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final MemoryEventStore memory = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create().register(Opened.class, Deposited.class, Withdrawn.class, Account.State.class))
            .build());
    private final FaultyEventStore<MemoryEventStore> store = FaultyEventStore.over(memory);
    private final AggregateRepository accounts = DefaultAggregateRepository.create("test", store);

    private static Commit commit(String stream, long sequence, Object event) {
        return Commit.builder()
                .tenantId("test")
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(event)
                .build();
    }

    private Mono<Commit> commit(long sequence) {
        return store.commits().commit(commit("a", sequence, new Deposited((int) sequence)));
    }

    private List<Commit> stored() {
        return Answers.valueOf(memory.commits().get("test", "a").collectList());
    }

    private static <E extends Throwable> void fails(Publisher<?> publisher, Class<E> type) {
        StepVerifier.create(publisher).verifyError(type);
    }

    @Test
    void without_faults_all_goes_through() {
        Commit first = Answers.valueOf(commit(1));

        assertThat(stored()).containsExactly(first);
        assertThat(Answers.valueOf(store.commits().get("test", "a").collectList()))
                .containsExactly(first);
        assertThat(Answers.valueOf(store.commits().get("test", "a", 1, 1).collectList()))
                .containsExactly(first);
        assertThat(Answers.valueOf(
                        store.commits().getTo("test", "a", Instant.MAX).collectList()))
                .containsExactly(first);
        assertThat(Answers.valueOf(store.commits().getAllTo("test", Instant.MAX).collectList()))
                .containsExactly(first);
        assertThat(Answers.valueOf(store.commits().head("test", "a")).headRevision())
                .isEqualTo(1);
        assertThat(Answers.valueOf(store.commits().find("test", "a", first.commitId())))
                .isEqualTo(first);
        assertThat(Answers.valueOf(store.management().getFrom(0).collectList())).containsExactly(first);
        assertThat(Answers.valueOf(store.management().head())).isEqualTo(first.checkpointToken());
        StepVerifier.create(store.management().follow(0))
                .expectNext(first)
                .thenCancel()
                .verify();
        assertThat(store.snapshots()).isSameAs(memory.snapshots());
        assertThat(store.states()).isSameAs(memory.states());
        assertThat(store.store()).isSameAs(memory);
        assertThat(store.commitCount()).isEqualTo(1);
        assertThat(store.readCount()).isEqualTo(9);
        assertThat(store.faultCount()).isZero();
    }

    @Test
    void management_reaches_the_store() {
        Answers.valueOf(commit(1));
        Answers.of(store.management().purge("test"));
        assertThat(stored()).isEmpty();
        Answers.of(store.management().drop());
        Answers.of(store.management().initialize());
        Answers.valueOf(commit(1));
        Answers.of(store.close());
        fails(memory.commits().get("test", "a"), io.aett.reactive.StorageException.class);
    }

    @Test
    void a_lost_request_writes_nothing() {
        store.onCommit(2, Fault.loseRequest());
        Answers.valueOf(commit(1));

        fails(commit(2), StorageUnavailableException.class);
        assertThat(stored()).hasSize(1);
        Answers.valueOf(commit(2));
        assertThat(store.commitCount()).isEqualTo(3);
        assertThat(store.faultCount()).isEqualTo(1);
    }

    @Test
    void nothing_happens_and_nothing_is_counted_before_somebody_subscribes() {
        store.onNextCommit(Fault.loseRequest());
        Mono<Commit> cold = commit(1);
        assertThat(store.commitCount()).isZero();

        fails(cold, StorageUnavailableException.class);
        Answers.valueOf(cold);
        assertThat(store.commitCount()).isEqualTo(2);
    }

    @Test
    void a_lost_answer_leaves_the_commit_stored() {
        store.onNextCommit(Fault.loseAnswer());

        fails(commit(1), CommitOutcomeUnknownException.class);
        assertThat(stored()).hasSize(1);
    }

    @Test
    void an_outcome_in_doubt_can_mean_that_nothing_is_stored() {
        store.onNextCommit(Fault.loseRequestInDoubt());

        fails(commit(1), CommitOutcomeUnknownException.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    void a_repository_lives_through_lost_answers_and_requests() {
        Answers.valueOf(accounts.update(Account.class, "a", account -> account.deposit(10)));
        store.onCommit(2, Fault.loseAnswer()).onCommit(4, Fault.loseRequestInDoubt());

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(accounts.update(Account.class, "a", account -> account.withdraw(3)))
                    .expectNextCount(1)
                    .verifyComplete();
        }
        assertThat(stored()).hasSize(3);
        assertThat(store.faultCount()).isEqualTo(2);
    }

    @Test
    void a_commit_that_is_sent_twice_is_stored_once() {
        store.onNextCommit(Fault.duplicate());

        StepVerifier.create(commit(1))
                .verifyErrorSatisfies(twice -> assertThat(twice)
                        .isInstanceOfSatisfying(
                                DuplicateCommitException.class,
                                duplicate ->
                                        assertThat(duplicate.storedCommit()).isEqualTo(stored().get(0))));
        assertThat(stored()).hasSize(1);
    }

    @Test
    void a_lost_race_has_a_winner() {
        store.onNextCommit(Fault.loseRace(new Deposited(5), new Deposited(6)));

        fails(commit(1), NonConflictingCommitException.class);
        AettAssertions.assertThat(stored().get(0))
                .hasEvents(new Deposited(5), new Deposited(6))
                .hasRevision(2);
    }

    @Test
    void a_repository_decides_again_after_a_lost_race() {
        Answers.valueOf(accounts.update(Account.class, "a", account -> account.deposit(10)));
        store.onNextCommit(Fault.loseRace(new Withdrawn(9)));

        StepVerifier.create(accounts.update(Account.class, "a", account -> account.withdraw(3)))
                .verifyErrorMessage("there are only 1");
    }

    @Test
    void the_winner_is_made_for_the_commit_that_loses() {
        store.onCommits(
                commit -> commit.streamId().equals("b"),
                Fault.loseRace(commit -> List.of(commit.events().get(0).body())));

        Answers.valueOf(commit(1));
        fails(store.commits().commit(commit("b", 1, new Deposited(7))), NonConflictingCommitException.class);
        assertThat(Answers.valueOf(
                        memory.commits().find("test", "b", UUID.randomUUID()).hasElement()))
                .isFalse();
        AettAssertions.assertThat(
                        Answers.valueOf(memory.commits().get("test", "b").single()))
                .hasEvents(new Deposited(7));
    }

    @Test
    void the_winner_can_fail_itself() {
        store.onNextCommit(Fault.loseRace(commit -> List.of("no topic")));

        fails(commit(1), InvalidCommitException.class);
    }

    @Test
    void faults_of_a_kind_last_until_the_store_is_healed() {
        store.onCommits(commit -> commit.streamId().equals("a"), Fault.loseRequest())
                .onReads(Fault.loseRequest());

        fails(commit(1), StorageUnavailableException.class);
        fails(commit(1), StorageUnavailableException.class);
        fails(store.commits().get("test", "a"), StorageUnavailableException.class);
        Answers.valueOf(store.commits().commit(commit("b", 1, new Deposited(1))));
        store.heal();
        Answers.valueOf(commit(1));
        assertThat(Answers.valueOf(store.commits().get("test", "a").count())).isEqualTo(1);
        assertThat(store.faultCount()).isEqualTo(3);
    }

    @Test
    void of_two_faults_the_first_is_done() {
        store.onCommit(1, Fault.loseAnswer()).onCommit(1, Fault.loseRequest());

        fails(commit(1), CommitOutcomeUnknownException.class);
        assertThat(store.faultCount()).isEqualTo(1);
    }

    @Test
    void a_fault_of_one_s_own_is_a_function() {
        store.onNextCommit((commit, below) -> below.commit(commit).map(stored -> stored.withStored(99, Instant.EPOCH)));

        AettAssertions.assertThat(Answers.valueOf(commit(1))).isStoredAt(99);
    }

    @Test
    void every_read_can_fail() {
        store.onReads(Fault.fail(IllegalStateException::new));

        List<Publisher<?>> reads = List.of(
                store.commits().get("test", "a"),
                store.commits().get("test", "a", 1, 1),
                store.commits().getTo("test", "a", Instant.MAX),
                store.commits().getAllTo("test", Instant.MAX),
                store.commits().head("test", "a"),
                store.commits().find("test", "a", UUID.randomUUID()),
                store.management().getFrom(0),
                store.management().follow(0),
                store.management().head());
        reads.forEach(read -> fails(read, IllegalStateException.class));
        assertThat(store.faultCount()).isEqualTo(reads.size());
    }

    @Test
    void the_read_of_a_number_fails_alone() {
        store.onRead(2, Fault.loseRequest());

        Answers.of(EventStream.open(store.commits(), "test", "a"));
        fails(EventStream.open(store.commits(), "test", "a"), StorageUnavailableException.class);
        Answers.of(EventStream.open(store.commits(), "test", "a"));
        store.onNextRead(Fault.loseRequest());
        fails(store.management().head(), StorageUnavailableException.class);
    }

    @Test
    void a_read_breaks_in_the_middle() {
        Answers.valueOf(commit(1));
        Answers.valueOf(commit(2));
        store.onReads(Fault.breakAfter(1));

        StepVerifier.create(store.commits().get("test", "a"))
                .expectNextCount(1)
                .verifyError(StorageUnavailableException.class);
        StepVerifier.create(store.commits().get("test", "unknown")).verifyError(StorageUnavailableException.class);
    }

    @Test
    void a_delayed_commit_is_stored_when_its_time_has_come() {
        store.onNextCommit(Fault.delay(Duration.ofSeconds(10), time));

        StepVerifier.create(commit(1))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(9)))
                .then(() -> assertThat(stored()).isEmpty())
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void a_commit_that_is_cancelled_while_it_is_delayed_is_not_stored() {
        store.onNextCommit(Fault.delay(Duration.ofSeconds(10), time));

        StepVerifier.create(commit(1)).thenCancel().verify();
        time.advanceTimeBy(Duration.ofSeconds(20));
        assertThat(stored()).isEmpty();
    }

    @Test
    void a_delayed_answer_comes_after_the_commit_is_stored() {
        store.onNextCommit(Fault.delayAnswer(Duration.ofSeconds(10), time));

        AtomicInteger answered = new AtomicInteger();
        StepVerifier.create(commit(1).doOnNext(stored -> answered.incrementAndGet()))
                .then(() -> assertThat(stored()).hasSize(1))
                .then(() -> assertThat(answered).hasValue(0))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(10)))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void a_delayed_read_respects_demand_and_cancelling() {
        Answers.valueOf(commit(1));
        Answers.valueOf(commit(2));
        store.onReads(Fault.delay(Duration.ofSeconds(10), time));

        AtomicInteger seen = new AtomicInteger();
        StepVerifier.create(store.commits().get("test", "a").doOnNext(commit -> seen.incrementAndGet()), 1)
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(9)))
                .then(() -> assertThat(seen).hasValue(0))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(1)))
                .expectNextCount(1)
                .then(() -> assertThat(seen).hasValue(1))
                .thenCancel()
                .verify();
    }

    @Test
    void delays_are_counted_on_the_parallel_scheduler_of_the_moment() {
        StepVerifier.withVirtualTime(() -> FaultyEventStore.over(memory)
                        .onNextCommit(Fault.delay(Duration.ofHours(1)))
                        .onNextRead(Fault.delay(Duration.ofHours(1)))
                        .commits()
                        .commit(commit("a", 1, new Deposited(1))))
                .thenAwait(Duration.ofHours(1))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.withVirtualTime(() -> FaultyEventStore.over(memory)
                        .onNextCommit(Fault.delayAnswer(Duration.ofHours(1)))
                        .commits()
                        .commit(commit("b", 1, new Deposited(1))))
                .thenAwait(Duration.ofHours(1))
                .expectNextCount(1)
                .verifyComplete();
    }

    @Test
    void what_hangs_is_ended_by_a_time_out() {
        store.onNextCommit(Fault.hang()).onNextRead(Fault.hang());

        StepVerifier.create(commit(1).timeout(Duration.ofSeconds(5), time))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(5)))
                .verifyError(TimeoutException.class);
        StepVerifier.create(Flux.from(store.commits().get("test", "a")).timeout(Duration.ofSeconds(5), time))
                .then(() -> time.advanceTimeBy(Duration.ofSeconds(5)))
                .verifyError(TimeoutException.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    void what_is_wrong_is_told_at_the_call() {
        assertThatThrownBy(() -> store.onCommit(0, Fault.hang()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the first is number 1, but this is 0");
        assertThatThrownBy(() -> store.commits().commit(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.commits().get(null, "a")).isInstanceOf(NullPointerException.class);
    }

    @Test
    void a_detector_judges_the_race_that_was_lost() {
        FaultyEventStore<MemoryEventStore> strict = FaultyEventStore.over(memory.another(MemoryOptions.builder()
                .topicMap(TopicMap.create().register(Deposited.class))
                .conflictDetector(io.aett.reactive.ConflictDetector.strict())
                .build()));
        strict.onNextCommit(Fault.loseRace(new Deposited(1)));

        fails(strict.commits().commit(commit("a", 1, new Deposited(1))), ConflictingCommitException.class);
    }
}
