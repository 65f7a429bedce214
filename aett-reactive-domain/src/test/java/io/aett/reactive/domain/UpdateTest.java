package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class UpdateTest {

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);
    private final Set<Counter> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Mono<Counter> addTen(AggregateRepository through) {
        return through.update(Counter.class, "c", counter -> {
            assertThat(seen.add(counter)).as("a fresh instance").isTrue();
            counter.add(10);
        });
    }

    private void overtaken(int times) {
        for (int i = 0; i < times; i++) {
            store.overtake("c", new Counter.Added(1));
        }
    }

    private static FakeStore unavailable(FakeStore store, int times) {
        for (int i = 0; i < times; i++) {
            store.fail(new StorageUnavailableException("down"));
        }
        return store;
    }

    @Test
    void an_update_loads_changes_and_saves() {
        store.write("c", (Object[]) added(1, 2));

        StepVerifier.create(addTen(repository))
                .assertNext(counter -> {
                    assertThat(counter.total).isEqualTo(13);
                    assertThat(counter.version()).isEqualTo(3);
                    assertThat(counter.commitSequence()).isEqualTo(2);
                    assertThat(counter.uncommitted()).isEmpty();
                })
                .verifyComplete();
        assertThat(store.stream("c")).hasSize(2);
    }

    @Test
    void nothing_happens_before_subscription_and_each_subscription_is_an_update() {
        Mono<Counter> update = addTen(repository);
        assertThat(seen).isEmpty();

        StepVerifier.create(update.then(update)).expectNextCount(1).verifyComplete();
        assertThat(store.stream("c")).hasSize(2);
    }

    @Test
    void a_change_that_raises_nothing_gives_the_instance_and_writes_nothing() {
        store.write("c", (Object[]) added(1));

        StepVerifier.create(repository.update(Counter.class, "c", counter -> {}))
                .assertNext(counter -> assertThat(counter.total).isEqualTo(1))
                .verifyComplete();
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_exception_of_the_change_is_signalled_as_it_is_and_writes_nothing() {
        StepVerifier.create(repository.update(Counter.class, "c", counter -> counter.add(0)))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("nothing to add"));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_exception_of_the_change_that_looks_like_a_lost_race_is_not_retried() {
        NonConflictingCommitException own = new NonConflictingCommitException("t", "c", 1, 1, 1);

        StepVerifier.create(repository.update(Counter.class, "c", counter -> {
                    throw own;
                }))
                .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(own));
    }

    @Test
    void an_error_that_is_fatal_to_reactor_gives_up_the_turn_too() {
        NoClassDefFoundError error = new NoClassDefFoundError("gone");
        StepVerifier.create(repository.update(Counter.class, "c", counter -> {
                    throw error;
                }))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasCause(error));

        StepVerifier.create(addTen(repository))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void a_lost_race_is_repeated_with_a_fresh_instance() {
        overtaken(3);

        StepVerifier.create(addTen(repository))
                .assertNext(counter -> assertThat(counter.applied).containsExactly("0+1", "1+1", "2+1", "3+10"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(seen).hasSize(4);
        assertThat(store.attempts).extracting(Commit::commitId).doesNotHaveDuplicates();
    }

    @Test
    void a_conflict_is_signalled_at_once() {
        ConflictingCommitException conflict = new ConflictingCommitException("t", "c", 1, 1, 1);
        store.fail(conflict);

        StepVerifier.create(addTen(repository))
                .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(conflict));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void other_failures_are_signalled_at_once() {
        for (RuntimeException failure : List.of(
                new StorageUnavailableException("down"),
                new InvalidCommitException("no"),
                new StorageException("broken"))) {
            store.fail(failure);
            StepVerifier.create(addTen(repository))
                    .verifyErrorSatisfies(signalled -> assertThat(signalled).isSameAs(failure));
        }
        assertThat(store.attempts).hasSize(3);
    }

    @Test
    void after_twenty_five_lost_races_the_last_exception_is_signalled_as_it_is() {
        overtaken(26);

        StepVerifier.withVirtualTime(() -> addTen(repository))
                .expectSubscription()
                .thenAwait(Duration.ofMinutes(1))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                NonConflictingCommitException.class,
                                last -> assertThat(last.headSequence()).isEqualTo(25)));
        assertThat(store.attempts).hasSize(25);
        assertThat(seen).hasSize(25);
    }

    @Test
    void the_bound_can_be_set() {
        AggregateRepository once =
                DefaultAggregateRepository.builder("t", store).maxAttempts(1).build();
        overtaken(1);

        StepVerifier.create(addTen(once)).verifyError(NonConflictingCommitException.class);
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void pauses_grow_from_the_least_to_the_greatest_with_jitter() {
        overtaken(4);
        AggregateRepository patient = DefaultAggregateRepository.builder("t", store)
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(3))
                .build();

        StepVerifier.withVirtualTime(() -> addTen(patient))
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .then(() -> assertThat(store.attempts).hasSize(1))
                .thenAwait(Duration.ofMillis(502))
                .then(() -> assertThat(store.attempts).hasSize(2))
                .thenAwait(Duration.ofMillis(3001))
                .then(() -> assertThat(store.attempts).hasSizeBetween(3, 4))
                .thenAwait(Duration.ofMillis(6001))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.attempts).hasSize(5);
    }

    @Test
    void an_unknown_outcome_is_repeated_under_the_same_id_without_running_the_change_again() {
        store.loseAnswer();

        StepVerifier.create(addTen(repository))
                .assertNext(counter -> assertThat(counter.commitSequence()).isEqualTo(1))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(seen).hasSize(1);
        assertThat(store.stream("c")).hasSize(1);
        assertThat(store.attempts)
                .extracting(Commit::commitId)
                .containsOnly(store.attempts.get(0).commitId());
    }

    @Test
    void a_store_that_is_down_after_an_unknown_outcome_is_asked_again() {
        unavailable(store.loseAnswer(), 2);

        StepVerifier.create(addTen(repository))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(store.stream("c")).hasSize(1);
        assertThat(store.attempts).hasSize(4);
    }

    @Test
    void an_outcome_that_stays_unknown_is_signalled_as_unknown() {
        AggregateRepository twice =
                DefaultAggregateRepository.builder("t", store).maxAttempts(3).build();
        unavailable(store.loseAnswer(), 2);
        StepVerifier.create(addTen(twice))
                .expectError(CommitOutcomeUnknownException.class)
                .verify(Duration.ofSeconds(10));

        store.loseAnswer().fail(new StorageException("broken"));
        StepVerifier.create(addTen(twice))
                .expectErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(CommitOutcomeUnknownException.class)
                        .hasSuppressedException(new StorageException("broken")))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void a_race_lost_after_an_unknown_outcome_is_repeated_with_a_fresh_instance() {
        store.fail(new CommitOutcomeUnknownException("never arrived")).overtake("c", new Counter.Added(1));

        StepVerifier.create(addTen(repository))
                .assertNext(counter -> assertThat(counter.applied).containsExactly("0+1", "1+10"))
                .expectComplete()
                .verify(Duration.ofSeconds(10));
        assertThat(seen).hasSize(2);
    }

    @Test
    void sixty_four_updates_at_once_through_one_repository_lose_no_race() {
        Flux<Counter> all = Flux.range(0, 64)
                .flatMap(
                        i -> repository
                                .update(Counter.class, "c", counter -> counter.add(1))
                                .subscribeOn(Schedulers.parallel()),
                        64);

        StepVerifier.create(all.map(counter -> counter.total).sort())
                .expectNextSequence(LongStream.rangeClosed(1, 64).boxed().toList())
                .expectComplete()
                .verify(Duration.ofSeconds(30));
        assertThat(store.attempts).hasSameSizeAs(store.stream("c"));
        assertThat(store.stream("c")).last().extracting(Commit::streamRevision).isEqualTo(64L);
    }

    @Test
    void updates_through_two_repositories_lose_no_event() {
        store.answer =
                Mono.fromRunnable(() -> {}).publishOn(Schedulers.parallel()).then();
        AggregateRepository other = DefaultAggregateRepository.create("t", store);
        Flux<Counter> all = Flux.range(0, 100)
                .flatMap(
                        i -> (i % 2 == 0 ? repository : other)
                                .update(Counter.class, "c", counter -> counter.add(1))
                                .subscribeOn(Schedulers.parallel()),
                        100);

        StepVerifier.create(all).expectNextCount(100).expectComplete().verify(Duration.ofSeconds(60));
        StepVerifier.create(repository.get(Counter.class, "c"))
                .assertNext(counter -> assertThat(counter.total).isEqualTo(100))
                .verifyComplete();
    }

    @Test
    void a_cancelled_update_neither_loads_nor_blocks_the_others() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        List<Counter> done = new ArrayList<>();
        Disposable running =
                repository.update(Counter.class, "c", counter -> counter.add(1)).subscribe(done::add);
        Disposable waiting = repository
                .update(Counter.class, "c", counter -> {
                    throw new AssertionError("was cancelled");
                })
                .subscribe(done::add);
        repository.update(Counter.class, "c", counter -> counter.add(5)).subscribe(done::add);
        waiting.dispose();
        running.dispose();
        answer.tryEmitEmpty();

        assertThat(done).hasSize(1);
        assertThat(done.get(0).applied).containsExactly("0+5");
    }

    @Test
    void wrong_options_are_named() {
        assertThatThrownBy(() -> DefaultAggregateRepository.builder("t", store)
                        .maxAttempts(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> DefaultAggregateRepository.builder("t", store)
                        .updatesPerLoad(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("updatesPerLoad");
        assertThatThrownBy(() -> DefaultAggregateRepository.builder("t", store)
                        .updatesPerCommit(0)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("updatesPerCommit");
        assertThatThrownBy(() -> DefaultSagaRepository.builder("t", store)
                        .backoff(Duration.ofSeconds(2), Duration.ofSeconds(1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backoff");
        assertThatThrownBy(() -> DefaultAggregateRepository.builder("t", store)
                        .backoff(Duration.ofSeconds(1), java.time.temporal.ChronoUnit.FOREVER.getDuration())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("backoff");
    }
}
