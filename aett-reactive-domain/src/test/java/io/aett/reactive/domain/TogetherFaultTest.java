package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.UnexpectedVersionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** What becomes of updates that share a commit when storing it fails, and of those that nobody waits for. */
class TogetherFaultTest {

    private final FakeStore store = new FakeStore();
    private final Sinks.Empty<Void> answer = Sinks.empty();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    private AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private Disposable come(int amount) {
        return come(amount, UpdateOptions.ofDefaults());
    }

    private Disposable come(int amount, UpdateOptions options) {
        return repository
                .update(Counter.class, "c", options, counter -> {
                    ran.add(amount);
                    counter.add(amount);
                    return counter.total;
                })
                .subscribe(
                        updated -> log.add(amount + " of " + updated.result()),
                        failure -> log.add(amount + " " + failure.getClass().getSimpleName()));
    }

    private static UpdateOptions attempts(int attempts) {
        return UpdateOptions.builder().attempts(attempts).build();
    }

    /** The first of these is inside when the others come. */
    private void together(int... amounts) {
        store.answer = answer.asMono();
        for (int amount : amounts) {
            come(amount);
        }
    }

    /** Everybody who came is told when one who comes last is. */
    private void letGo() {
        answer.tryEmitEmpty();
        StepVerifier.create(repository.update(Counter.class, "c", counter -> {}))
                .expectNextCount(1)
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    private List<List<Integer>> amounts() {
        return store.stream("c").stream()
                .map(commit -> commit.events().stream()
                        .map(event -> ((Counter.Added) event.body()).amount())
                        .toList())
                .toList();
    }

    private static CommitOutcomeUnknownException lost() {
        return new CommitOutcomeUnknownException("never arrived");
    }

    @Test
    void a_lost_race_is_decided_again_by_all_in_order_on_one_fresh_load() {
        together(1, 2, 3, 4);
        store.overtake("c", new Counter.Added(100));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 of 103", "3 of 106", "4 of 110");
        assertThat(ran).containsExactly(1, 2, 3, 4, 2, 3, 4);
        assertThat(amounts()).containsExactly(List.of(1), List.of(100), List.of(2, 3, 4));
        assertThat(store.attempts).extracting(Commit::commitId).doesNotHaveDuplicates();
    }

    @Test
    void each_has_his_own_number_of_attempts() {
        together(1, 2);
        come(3, attempts(1));
        come(4, attempts(2));
        come(5, UpdateOptions.builder().expectedVersion(4).build());
        store.overtake("c", new Counter.Added(100));
        store.overtake("c", new Counter.Added(200));
        letGo();

        assertThat(log)
                .containsExactly(
                        "1 of 1",
                        "3 NonConflictingCommitException",
                        "5 UnexpectedVersionException",
                        "4 NonConflictingCommitException",
                        "2 of 303");
        assertThat(amounts()).containsExactly(List.of(1), List.of(100), List.of(200), List.of(2));
    }

    @Test
    void a_lost_answer_is_asked_for_under_the_same_id_and_no_change_runs_again() {
        together(1, 2, 3);
        store.loseAnswer();
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 of 3", "3 of 6");
        assertThat(ran).containsExactly(1, 2, 3);
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
        assertThat(store.attempts.get(1)).isEqualTo(store.attempts.get(2));
    }

    @Test
    void a_race_lost_after_an_unknown_outcome_is_decided_again() {
        together(1, 2, 3);
        store.fail(lost()).overtake("c", new Counter.Added(100));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 of 103", "3 of 106");
        assertThat(amounts()).containsExactly(List.of(1), List.of(100), List.of(2, 3));
    }

    @Test
    void who_has_no_attempts_left_is_told_that_the_outcome_is_unknown_and_the_others_learn_it() {
        together(1, 2);
        come(3, attempts(1));
        store.loseAnswer();
        letGo();

        assertThat(log).containsExactly("1 of 1", "3 CommitOutcomeUnknownException", "2 of 3");
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void who_raised_nothing_decides_again_when_the_outcome_before_him_stays_unknown() {
        repository =
                DefaultAggregateRepository.builder("t", store).maxAttempts(2).build();
        together(1, 2, 0);
        store.fail(lost()).fail(new StorageUnavailableException("down"));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 CommitOutcomeUnknownException", "0 IllegalArgumentException");
        assertThat(ran).containsExactly(1, 2, 0, 0);
        assertThat(amounts()).containsExactly(List.of(1));
    }

    @Test
    void a_final_failure_after_an_unknown_outcome_leaves_it_unknown_to_all() {
        together(1, 2, 3);
        store.fail(lost()).fail(new StorageException("broken"));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 CommitOutcomeUnknownException", "3 CommitOutcomeUnknownException");
        assertThat(store.attempts).hasSize(3);
    }

    @Test
    void a_store_that_is_away_is_told_to_all_who_would_have_written() {
        together(1, 2, 3, 0);
        store.fail(new StorageUnavailableException("down"));
        letGo();

        assertThat(log)
                .containsExactly(
                        "1 of 1",
                        "2 StorageUnavailableException",
                        "3 StorageUnavailableException",
                        "0 IllegalArgumentException");
        assertThat(store.attempts).hasSize(2);
    }

    @Test
    void what_cannot_be_stored_fails_alone() {
        store.refuses = commit ->
                commit.events().stream().anyMatch(event -> event.body().equals(new Counter.Added(6)));
        together(IntStream.rangeClosed(1, 9).toArray());
        letGo();

        assertThat(log)
                .containsExactlyInAnyOrder(
                        "1 of 1",
                        "2 of 3",
                        "3 of 6",
                        "4 of 10",
                        "5 of 15",
                        "6 InvalidCommitException",
                        "7 of 22",
                        "8 of 30",
                        "9 of 39");
        assertThat(amounts().stream().flatMap(List::stream)).containsExactly(1, 2, 3, 4, 5, 7, 8, 9);
    }

    @Test
    void what_is_too_large_together_is_stored_in_parts() {
        store.refuses = commit -> commit.events().size() > 2;
        together(1, 2, 3, 4, 5, 6, 7, 8, 9);
        letGo();

        assertThat(log).hasSize(9).last().isEqualTo("9 of 45");
        assertThat(amounts()).extracting(List::size).containsExactly(1, 2, 2, 2, 2);
        assertThat(store.attempts).hasSize(7);
    }

    @Test
    void a_conflict_is_told_to_the_one_whose_turn_it_was() {
        together(1, 2, 3, 4);
        store.fail(new ConflictingCommitException("t", "c", 2, 2, 2))
                .fail(new ConflictingCommitException("t", "c", 2, 2, 2));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 ConflictingCommitException", "3 of 4", "4 of 8");
        assertThat(store.attempts.get(2).events()).hasSize(1);
        assertThat(store.attempts.get(2).streamRevision()).isEqualTo(2);
        assertThat(amounts()).containsExactly(List.of(1), List.of(3, 4));
    }

    @Test
    void a_conflict_that_is_not_of_the_one_whose_turn_it_was_is_a_lost_race_to_him() {
        together(1, 2, 3);
        store.fail(new ConflictingCommitException("t", "c", 2, 2, 2))
                .fail(new NonConflictingCommitException("t", "c", 2, 2, 2));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 of 3", "3 of 6");
        assertThat(ran).containsExactly(1, 2, 3, 2, 3);
    }

    @Test
    void an_id_that_comes_again_by_mistake_is_told_to_each_of_them() {
        UUID same = new UUID(3, 3);
        together(1, 2, 3);
        repository = DefaultAggregateRepository.builder("t", store)
                .commitIds(() -> same)
                .build();
        answer.tryEmitEmpty();
        log.clear();
        together(4, 5, 6);
        letGo();

        assertThat(log)
                .containsExactly(
                        "4 of 10", "5 " + DuplicateCommitException.class.getSimpleName(), "6 DuplicateCommitException");
    }

    @Test
    void a_named_update_that_somebody_else_stores_meanwhile_is_a_repetition() {
        UUID name = new UUID(1, 1);
        together(1);
        come(2, UpdateOptions.builder().commitId(name).build());
        come(3);
        store.next(stored -> Mono.defer(() -> {
            store.write("c", name, new Counter.Added(2));
            return stored;
        }));
        letGo();

        assertThat(log).containsExactly("1 of 1", "2 of null", "3 of 6");
        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void who_cancels_while_he_waits_is_cut_out() {
        together(1);
        Disposable first = come(2);
        come(3);
        Disposable last = come(4);
        first.dispose();
        last.dispose();
        letGo();

        assertThat(ran).containsExactly(1, 3);
        assertThat(amounts()).containsExactly(List.of(1), List.of(3));
    }

    @Test
    void who_cancels_while_the_commit_is_under_way_takes_nothing_from_the_others() {
        Sinks.Empty<Void> second = Sinks.empty();
        together(1);
        Disposable two = come(2);
        come(3);
        store.next(stored -> second.asMono().then(stored));
        answer.tryEmitEmpty();
        two.dispose();
        second.tryEmitEmpty();

        assertThat(log).containsExactly("1 of 1", "3 of 6");
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void who_cancels_before_his_turn_comes_again_is_cut_out() {
        together(1);
        Disposable two = come(2);
        come(3);
        store.overtake("c", new Counter.Added(100));
        store.next(stored -> {
            two.dispose();
            return stored.then(Mono.error(new NonConflictingCommitException("t", "c", 3, 4, 4)));
        });
        store.refuses =
                commit -> commit.commitSequence() == 3 && commit.events().size() == 2;
        letGo();

        assertThat(log).containsExactly("1 of 1", "3 of 104");
        assertThat(amounts()).containsExactly(List.of(1), List.of(100), List.of(3));
    }

    @Test
    void when_all_of_a_round_cancel_the_next_one_begins() {
        Sinks.Empty<Void> never = Sinks.empty();
        together(1);
        Disposable two = come(2);
        Disposable three = come(3);
        store.next(stored -> never.asMono().then(stored));
        answer.tryEmitEmpty();
        come(4);
        two.dispose();
        assertThat(log).containsExactly("1 of 1");
        three.dispose();

        assertThat(log).containsExactly("1 of 1", "4 of 5");
        assertThat(amounts()).containsExactly(List.of(1), List.of(4));
    }

    @Test
    void when_all_of_a_commit_in_doubt_cancel_those_behind_it_decide_anew() {
        together(1);
        Disposable two = come(2);
        come(3, UpdateOptions.builder().header("who", "me").build());
        store.next(stored -> {
            two.dispose();
            return Mono.error(lost());
        });
        letGo();

        assertThat(log).containsExactly("1 of 1", "3 of 4");
        assertThat(amounts()).containsExactly(List.of(1), List.of(3));
    }

    @Test
    void one_who_throws_when_he_is_told_takes_nothing_from_the_others() {
        together(1);
        repository
                .update(Counter.class, "c", counter -> counter.add(2))
                .doOnNext(counter -> {
                    throw new NoClassDefFoundError("gone");
                })
                .subscribe(
                        counter -> {},
                        failure -> log.add("thrower " + failure.getClass().getSimpleName()));
        come(3);
        letGo();

        assertThat(log).containsExactly("1 of 1", "thrower NoClassDefFoundError", "3 of 6");
    }

    @Test
    void an_unexpected_version_is_told_with_the_head_that_won() {
        together(1);
        List<Throwable> failures = new ArrayList<>();
        repository
                .update(
                        Counter.class,
                        "c",
                        UpdateOptions.builder().expectedVersion(1).build(),
                        counter -> {
                            counter.add(2);
                            return true;
                        })
                .subscribe(updated -> {}, failures::add);
        store.overtake("c", new Counter.Added(5), new Counter.Added(6));
        answer.tryEmitEmpty();

        assertThat(failures).singleElement().isInstanceOfSatisfying(UnexpectedVersionException.class, unexpected -> {
            assertThat(unexpected.headSequence()).isEqualTo(2);
            assertThat(unexpected.headRevision()).isEqualTo(3);
        });
    }

    @Test
    void nothing_is_sent_by_an_invalid_commit_of_one() {
        store.refuses = commit -> true;
        together(1);
        come(2);
        answer.tryEmitEmpty();

        assertThat(log)
                .containsExactly("1 " + InvalidCommitException.class.getSimpleName(), "2 InvalidCommitException");
        assertThat(amounts()).isEmpty();
    }
}
