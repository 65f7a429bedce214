package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.UnexpectedVersionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Updates that begin with a kept state which nobody has compared with what is stored. */
class OptimisticUpdateTest {

    private static final UpdateOptions NAMED =
            UpdateOptions.builder().commitId(new UUID(1, 1)).build();

    private final FakeStore store = new FakeStore();
    private final LoadCache cache = LoadCache.optimistic(2);
    private final AggregateRepository repository = DefaultAggregateRepository.builder("t", store)
            .loadCache(cache)
            .maxAttempts(1)
            .build();
    private final List<Long> seen = new ArrayList<>();

    @BeforeEach
    void keep() {
        store.write("c", (Object[]) added(1));
        repository.get(Counter.class, "c").toFuture();
        store.readsFrom.clear();
    }

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.toFuture().getNow(null));
    }

    private Mono<Updated<Counter, Long>> add(UpdateOptions options, int amount) {
        return repository.update(Counter.class, "c", options, counter -> {
            seen.add(counter.total);
            if (counter.total + amount < 0) {
                throw new IllegalArgumentException("there are only " + counter.total);
            }
            if (amount != 0) {
                counter.add(amount);
            }
            return counter.total;
        });
    }

    private Mono<Updated<Counter, Long>> add(int amount) {
        return add(UpdateOptions.ofDefaults(), amount);
    }

    private List<Integer> stored() {
        return store.stream("c").stream()
                .flatMap(commit -> commit.events().stream())
                .map(event -> ((Counter.Added) event.body()).amount())
                .toList();
    }

    @Test
    void an_update_reads_nothing() {
        assertThat(now(add(2)).result()).isEqualTo(3);
        Updated<Counter, Long> last = now(add(3));

        assertThat(last.result()).isEqualTo(6);
        assertThat(last.aggregate().applied).containsExactly("0+1", "1+2", "2+3");
        assertThat(last.aggregate().commitSequence()).isEqualTo(3);
        assertThat(last.commit()).isEqualTo(store.stream("c").get(2));
        assertThat(store.readsFrom).isEmpty();
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(2, 1, 1));
    }

    @Test
    void all_other_loads_read() {
        store.write("c", (Object[]) added(2));

        assertThat(now(repository.get(Counter.class, "c")).total).isEqualTo(3);
        assertThat(store.readsFrom).containsExactly(1L);
    }

    @Test
    void what_others_stored_costs_a_lost_race_and_no_attempt() {
        store.write("c", (Object[]) added(2));

        assertThat(now(add(3)).result()).isEqualTo(6);
        assertThat(seen).containsExactly(1L, 3L);
        assertThat(store.readsFrom).containsExactly(1L);
        assertThat(store.attempts).hasSize(2);
        assertThat(stored()).containsExactly(1, 2, 3);
    }

    @Test
    void a_race_that_is_lost_on_what_was_read_uses_an_attempt() {
        store.write("c", (Object[]) added(2));
        store.next(lost -> lost).overtake("c", (Object[]) added(4));

        StepVerifier.create(add(3)).verifyError(NonConflictingCommitException.class);
        assertThat(stored()).containsExactly(1, 2, 4);
    }

    @Test
    void a_conflict_with_what_a_load_would_have_read_is_none() {
        store.write("c", (Object[]) added(2));
        store.fail(new ConflictingCommitException("t", "c", 2, 2, 2));

        assertThat(now(add(3)).result()).isEqualTo(6);
    }

    @Test
    void a_refusal_is_decided_on_what_is_stored() {
        store.write("c", (Object[]) added(4));

        assertThat(now(add(-3)).result()).isEqualTo(2);
        StepVerifier.create(add(-3)).verifyErrorMessage("there are only 2");
        assertThat(seen).containsExactly(1L, 5L, 2L, 2L);
        assertThat(store.readsFrom).containsExactly(1L, 3L);
    }

    @Test
    void what_raises_nothing_is_told_of_what_is_stored() {
        store.write("c", (Object[]) added(4));

        Updated<Counter, Long> told = now(add(0));

        assertThat(told.result()).isEqualTo(5);
        assertThat(told.aggregate().version()).isEqualTo(2);
        assertThat(told.commit()).isNull();
    }

    @Test
    void an_expected_version_is_that_of_what_is_stored() {
        store.write("c", (Object[]) added(4));
        UpdateOptions two = UpdateOptions.builder().expectedVersion(2).build();
        UpdateOptions one = UpdateOptions.builder().expectedVersion(1).build();

        StepVerifier.create(add(one, 1))
                .verifyErrorSatisfies(failure -> assertThat(((UnexpectedVersionException) failure).headRevision())
                        .isEqualTo(2));
        assertThat(now(add(two, 1)).result()).isEqualTo(6);
    }

    @Test
    void a_stream_that_was_purged_begins_anew() {
        now(add(2));
        store.purge("c");

        Updated<Counter, Long> first = now(add(3));

        assertThat(first.result()).isEqualTo(3);
        assertThat(first.aggregate().commitSequence()).isEqualTo(1);
        assertThat(now(add(4)).result()).isEqualTo(7);
        assertThat(stored()).containsExactly(3, 4);
    }

    @Test
    void what_no_store_takes_is_refused_after_one_more_try() {
        store.refuses = commit -> true;

        StepVerifier.create(add(2)).verifyError(InvalidCommitException.class);
        assertThat(store.attempts).hasSize(2);
    }

    /** The first of them refuses on the kept state, and would not on what is stored, which the second finds out. */
    @Test
    void those_who_go_in_together_decide_anew_when_one_of_them_finds_that_they_are_behind() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.next(stored -> answer.asMono().then(stored).doOnNext(done -> store.write("c", (Object[]) added(10))));
        CompletableFuture<Updated<Counter, Long>> ahead = add(2).toFuture();
        CompletableFuture<Updated<Counter, Long>> refusing = add(-8).toFuture();
        CompletableFuture<Updated<Counter, Long>> adding = add(3).toFuture();
        answer.tryEmitEmpty();

        assertThat(ahead.join().result()).isEqualTo(3);
        assertThat(refusing.join().result()).isEqualTo(5);
        assertThat(adding.join().result()).isEqualTo(8);
        assertThat(seen).containsExactly(1L, 3L, 3L, 13L, 5L);
        assertThat(stored()).containsExactly(1, 2, 10, -8, 3);
    }

    @Test
    void a_refusal_before_a_commit_is_told_when_that_is_stored() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        CompletableFuture<Updated<Counter, Long>> ahead = add(2).toFuture();
        CompletableFuture<Updated<Counter, Long>> refusing = add(-8).toFuture();
        CompletableFuture<Updated<Counter, Long>> adding = add(3).toFuture();
        answer.tryEmitEmpty();

        assertThat(ahead.join().result()).isEqualTo(3);
        assertThat(refusing).isCompletedExceptionally();
        assertThat(adding.join().result()).isEqualTo(6);
        assertThat(store.readsFrom).isEmpty();
        assertThat(seen).containsExactly(1L, 3L, 3L);
    }

    @Test
    void a_refusal_behind_a_commit_of_the_same_round_rests_on_that_commit() {
        AggregateRepository apart = DefaultAggregateRepository.builder("t", store)
                .loadCache(cache)
                .updatesPerCommit(1)
                .build();
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        apart.update(Counter.class, "c", counter -> counter.add(2)).subscribe();
        apart.update(Counter.class, "c", counter -> counter.add(3)).subscribe();
        CompletableFuture<Counter> refusing =
                apart.update(Counter.class, "c", counter -> counter.add(0)).toFuture();
        answer.tryEmitEmpty();

        assertThat(refusing).isCompletedExceptionally();
        assertThat(store.readsFrom).isEmpty();
        assertThat(stored()).containsExactly(1, 2, 3);
    }

    @Test
    void an_id_that_is_stored_runs_nothing_and_gives_what_is_stored() {
        now(add(NAMED, 2));
        store.write("c", (Object[]) added(4));
        seen.clear();

        Updated<Counter, Long> again = now(add(NAMED, 2));

        assertThat(again.repeated()).isTrue();
        assertThat(again.aggregate().total).isEqualTo(7);
        assertThat(seen).isEmpty();
    }

    @Test
    void a_lost_answer_is_found() {
        AggregateRepository patient = DefaultAggregateRepository.builder("t", store)
                .loadCache(cache)
                .backoff(Duration.ZERO, Duration.ZERO)
                .backoffScheduler(Schedulers.immediate())
                .build();
        store.loseAnswer();

        assertThat(now(patient.update(Counter.class, "c", counter -> counter.add(2))).total)
                .isEqualTo(3);
        assertThat(store.attempts)
                .extracting(Commit::commitId)
                .hasSize(2)
                .containsOnly(store.stream("c").get(1).commitId());
        assertThat(stored()).containsExactly(1, 2);
    }
}
