package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.UnexpectedVersionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

/** Updates of one id that wait while another one is stored. Each test holds that one, lets others come, and lets go. */
class TogetherTest {

    private static final UUID NAME = new UUID(1, 1);

    private final FakeStore store = new FakeStore();
    private final Sinks.Empty<Void> answer = Sinks.empty();
    private AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    /** One update's outcome. */
    private static final class Told {
        @Nullable
        Updated<Counter, Object> updated;

        @Nullable
        Throwable failure;

        Updated<Counter, Object> updated() {
            assertThat(failure).isNull();
            assertThat(updated).as("an outcome").isNotNull();
            return Objects.requireNonNull(updated);
        }
    }

    private void hold() {
        store.answer = answer.asMono();
        come(counter -> counter.add(1));
        assertThat(store.attempts).hasSize(1);
    }

    private void letGo() {
        answer.tryEmitEmpty();
    }

    private Told come(Consumer<Counter> change) {
        return come(UpdateOptions.ofDefaults(), counter -> {
            change.accept(counter);
            return counter.total;
        });
    }

    private Told come(UpdateOptions options, Function<Counter, Object> change) {
        Told told = new Told();
        repository
                .update(Counter.class, "c", options, change)
                .subscribe(updated -> told.updated = updated, failure -> told.failure = failure);
        return told;
    }

    private Told add(UpdateOptions options, int amount) {
        return come(options, counter -> {
            counter.add(amount);
            return counter.total;
        });
    }

    private static UpdateOptions with(UnaryOperator<UpdateOptions.Builder> options) {
        return options.apply(UpdateOptions.builder()).build();
    }

    private List<List<Integer>> amounts() {
        return store.stream("c").stream()
                .map(commit -> commit.events().stream()
                        .map(event -> ((Counter.Added) event.body()).amount())
                        .toList())
                .toList();
    }

    @Test
    void those_who_wait_share_one_load_and_one_commit_and_each_has_his_own_result() {
        hold();
        List<Told> all = IntStream.range(0, 63)
                .mapToObj(i -> come(counter -> counter.add(1)))
                .toList();
        letGo();

        assertThat(store.readsFrom).hasSize(2);
        assertThat(store.attempts).hasSize(2);
        assertThat(all)
                .extracting(told -> told.updated().result())
                .isEqualTo(LongStream.rangeClosed(2, 64).boxed().toList());
        assertThat(all)
                .extracting(told -> told.updated().commit())
                .containsOnly(store.stream("c").get(1));
        assertThat(all).extracting(told -> told.updated().aggregate().version()).doesNotHaveDuplicates();
    }

    @Test
    void one_alone_behind_the_other_waits_for_nobody() {
        come(counter -> counter.add(1));
        come(counter -> counter.add(2));

        assertThat(amounts()).containsExactly(List.of(1), List.of(2));
    }

    @Test
    void each_has_an_instance_as_it_was_behind_his_own_change() {
        hold();
        Told first = come(counter -> counter.add(2));
        Told last = come(counter -> counter.add(3));
        letGo();

        Counter behind = first.updated().aggregate();
        assertThat(behind.applied).containsExactly("0+1", "1+2");
        assertThat(behind.uncommitted()).isEmpty();
        assertThat(behind.commitSequence()).isEqualTo(1);
        behind.add(9);
        StepVerifier.create(repository.save(behind)).verifyError(NonConflictingCommitException.class);
        Counter head = last.updated().aggregate();
        assertThat(head.commitSequence()).isEqualTo(2);
        head.add(9);
        StepVerifier.create(repository.save(head)).expectNextCount(1).verifyComplete();
    }

    @Test
    void a_change_sees_the_events_of_those_before_him_as_if_they_were_stored() {
        List<EventMessage> uncommitted = new ArrayList<>();
        hold();
        come(counter -> counter.add(2));
        come(counter -> {
            assertThat(counter.applied).containsExactly("0+1", "1+2");
            counter.add(3);
            uncommitted.addAll(counter.uncommitted());
        });
        letGo();

        assertThat(uncommitted).extracting(EventMessage::body).containsExactly(new Counter.Added(3));
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void a_change_that_fails_fails_alone_and_leaves_no_trace() {
        IllegalStateException own = new IllegalStateException("own");
        hold();
        come(counter -> counter.add(2));
        Told failing = come(counter -> {
            counter.add(5);
            throw own;
        });
        Told fatal = come(counter -> {
            counter.add(6);
            throw new StackOverflowError();
        });
        Told publisher = come(UpdateOptions.ofDefaults(), counter -> {
            counter.add(7);
            return Mono.empty();
        });
        Told handler = come(counter -> counter.add(13));
        Told after = come(counter -> counter.add(3));
        letGo();

        assertThat(failing.failure).isSameAs(own);
        assertThat(fatal.failure).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(publisher.failure).hasMessageContaining("do not return a publisher");
        assertThat(handler.failure).isInstanceOf(ArithmeticException.class);
        assertThat(after.updated().result()).isEqualTo(6L);
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
        assertThat(store.readsFrom).hasSize(2);
    }

    @Test
    void a_refusal_that_rests_on_what_could_not_be_stored_is_decided_again() {
        hold();
        store.overtake("c", new Counter.Added(2));
        Told adds = come(counter -> {
            if (counter.total == 1) {
                counter.add(10);
            }
        });
        Told refuses = come(counter -> {
            if (counter.total > 10) {
                throw new IllegalStateException("too much");
            }
            counter.add(4);
        });
        Told looks = come(counter -> {});
        letGo();
        StepVerifier.create(repository.update(Counter.class, "c", counter -> {}))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(adds.updated().commit()).isNull();
        assertThat(adds.updated().result()).isEqualTo(3L);
        assertThat(refuses.updated().result()).isEqualTo(7L);
        assertThat(looks.updated().result()).isEqualTo(7L);
        assertThat(looks.updated().commit()).isNull();
        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(4));
    }

    @Test
    void a_refusal_behind_events_is_told_when_they_are_stored_and_one_before_them_at_once() {
        Sinks.Empty<Void> second = Sinks.empty();
        hold();
        store.next(stored -> second.asMono().then(stored));
        Told before = come(counter -> counter.add(0));
        come(counter -> counter.add(2));
        Told behind = come(counter -> counter.add(0));
        letGo();

        assertThat(before.failure).hasMessage("nothing to add");
        assertThat(behind.failure).isNull();
        second.tryEmitEmpty();
        assertThat(behind.failure).hasMessage("nothing to add");
    }

    @Test
    void an_update_with_an_id_has_a_commit_of_its_own_and_is_met_again_by_one_who_waits() {
        UpdateOptions named = with(options -> options.commitId(NAME));
        hold();
        come(counter -> counter.add(2));
        Told once = add(named, 3);
        Told again = add(named, 3);
        Told after = come(counter -> counter.add(4));
        letGo();

        assertThat(once.updated().repeated()).isFalse();
        assertThat(again.updated().repeated()).isTrue();
        assertThat(again.updated().commit()).isEqualTo(once.updated().commit());
        assertThat(again.updated().aggregate().total).isEqualTo(6);
        assertThat(after.updated().result()).isEqualTo(10L);
        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
        assertThat(store.stream("c").get(2).commitId()).isEqualTo(NAME);
        assertThat(store.readsFrom).hasSize(2);
    }

    @Test
    void commits_have_the_headers_that_each_of_their_updates_asked_for() {
        hold();
        Told plain = come(counter -> counter.add(2));
        Told mine = add(with(options -> options.header("who", "me")), 3);
        Told alsoMine = add(with(options -> options.header("who", "me")), 4);
        Told yours = add(with(options -> options.header("who", "you")), 5);
        letGo();

        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(3, 4), List.of(5));
        assertThat(store.stream("c"))
                .extracting(Commit::headers)
                .containsExactly(Map.of(), Map.of(), Map.of("who", "me"), Map.of("who", "you"));
        assertThat(List.of(plain, mine, alsoMine, yours))
                .extracting(told -> told.updated().result())
                .containsExactly(3L, 6L, 10L, 15L);
        assertThat(yours.updated().aggregate().applied).containsExactly("0+1", "1+2", "2+3", "3+4", "4+5");
        assertThat(store.readsFrom).hasSize(2);
    }

    @Test
    void headers_come_from_the_context_of_each_update() {
        List<Counter> told = new ArrayList<>();
        hold();
        for (String request : List.of("a", "a", "b")) {
            repository
                    .update(Counter.class, "c", counter -> counter.add(1))
                    .contextWrite(Correlation.of(request)::writeTo)
                    .subscribe(told::add);
        }
        letGo();

        assertThat(told).hasSize(3);
        assertThat(store.stream("c"))
                .extracting(commit -> commit.headers().get(Correlation.CORRELATION_ID))
                .containsExactly(null, "a", "b");
    }

    @Test
    void one_whose_headers_cannot_be_had_fails_alone() {
        repository = DefaultAggregateRepository.builder("t", store)
                .commitHeaders(context -> {
                    if (context.hasKey("broken")) {
                        throw new IllegalArgumentException("broken");
                    }
                    return Map.of();
                })
                .build();
        List<Throwable> failures = new ArrayList<>();
        hold();
        come(counter -> counter.add(2));
        repository
                .update(Counter.class, "c", counter -> counter.add(3))
                .contextWrite(context -> context.put("broken", true))
                .subscribe(counter -> {}, failures::add);
        come(counter -> counter.add(4));
        letGo();

        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("could not be had");
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 4));
    }

    @Test
    void an_expected_version_is_compared_with_what_lies_before_the_update() {
        hold();
        Told right = add(with(options -> options.expectedVersion(1)), 2);
        Told behind = add(with(options -> options.expectedVersion(2)), 3);
        Told wrong = add(with(options -> options.expectedVersion(2)), 4);
        letGo();

        assertThat(right.updated().result()).isEqualTo(3L);
        assertThat(behind.updated().result()).isEqualTo(6L);
        assertThat(wrong.failure).isInstanceOfSatisfying(UnexpectedVersionException.class, unexpected -> {
            assertThat(unexpected.headRevision()).isEqualTo(3);
            assertThat(unexpected.headSequence()).isEqualTo(2);
        });
        assertThat(amounts()).containsExactly(List.of(1), List.of(2, 3));
    }

    @Test
    void snapshots_are_due_by_commits_and_have_the_state_behind_them() {
        repository = DefaultAggregateRepository.builder("t", store)
                .snapshotPolicy(SnapshotPolicy.everyNEvents(3))
                .build();
        hold();
        for (int amount : new int[] {2, 3, 4}) {
            come(counter -> counter.add(amount));
        }
        Told failing = come(counter -> counter.add(0));
        letGo();

        assertThat(failing.failure).isNotNull();
        assertThat(store.snapshots("c")).hasSize(1).first().satisfies(snapshot -> {
            assertThat(snapshot.streamRevision()).isEqualTo(4);
            assertThat(snapshot.payload()).isEqualTo(new Counter.State(10, List.of("0+1", "1+2", "2+3", "3+4")));
        });
    }

    /** Takes over what a snapshot holds, without a copy. */
    static final class Basket extends Aggregate<ArrayList<String>> {

        record Put(String item) {}

        List<String> items = new ArrayList<>();

        Basket(String id) {
            super(id);
        }

        void put(String item) {
            raiseEvent(new Put(item));
        }

        void apply(Put event) {
            items.add(event.item());
        }

        @Override
        protected Memento<ArrayList<String>> getMemento() {
            return new Memento<>(id(), version(), new ArrayList<>(items));
        }

        @Override
        protected void applyMemento(Memento<ArrayList<String>> memento) {
            items = memento.payload();
        }
    }

    @Test
    void instances_that_were_restored_from_one_snapshot_share_nothing() {
        List<Updated<Basket, Boolean>> told = new ArrayList<>();
        StepVerifier.create(repository.update(Basket.class, "c", basket -> basket.put("a")))
                .expectNextCount(1)
                .verifyComplete();
        store.answer = answer.asMono();
        for (UpdateOptions options : List.of(
                UpdateOptions.ofDefaults(),
                UpdateOptions.ofDefaults(),
                with(named -> named.commitId(NAME)),
                with(named -> named.commitId(NAME)))) {
            repository
                    .update(Basket.class, "c", options, basket -> {
                        basket.put("b");
                        return true;
                    })
                    .subscribe(told::add);
        }
        StepVerifier.create(repository.snapshot(Basket.class, "c"))
                .expectNextCount(1)
                .verifyComplete();
        letGo();

        assertThat(told)
                .extracting(updated -> updated.aggregate().items)
                .containsExactly(
                        List.of("a", "b"),
                        List.of("a", "b", "b"),
                        List.of("a", "b", "b", "b"),
                        List.of("a", "b", "b", "b"));
        assertThat(told).extracting(Updated::repeated).containsExactly(false, false, false, true);
    }

    @Test
    void a_failed_load_is_told_to_all_and_the_next_round_begins() {
        hold();
        store.overtake("c", new Counter.Added(13));
        Told one = come(counter -> counter.add(2));
        Told two = come(counter -> counter.add(3));
        Told patient = come(counter -> {});
        letGo();
        StepVerifier.create(repository.update(Counter.class, "c", counter -> {}))
                .verifyErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("revision 2"));

        assertThat(List.of(one, two, patient))
                .allSatisfy(told -> assertThat(told.failure).hasMessageContaining("revision 2"));
    }

    @Test
    void two_classes_on_one_id_do_not_go_in_together() {
        List<Throwable> failures = new ArrayList<>();
        hold();
        Told before = come(counter -> counter.add(2));
        repository.update(Basket.class, "c", basket -> basket.put("x")).subscribe(basket -> {}, failures::add);
        Told after = come(counter -> counter.add(3));
        letGo();

        assertThat(before.updated().result()).isEqualTo(3L);
        assertThat(after.updated().result()).isEqualTo(6L);
        assertThat(failures).hasSize(1);
        assertThat(failures.get(0)).hasMessageContaining("another aggregate");
    }

    @Test
    void with_one_update_per_commit_they_share_the_load_only() {
        repository = DefaultAggregateRepository.builder("t", store)
                .updatesPerCommit(1)
                .build();
        hold();
        Told one = come(counter -> counter.add(2));
        Told two = come(counter -> counter.add(3));
        Told failing = come(counter -> counter.add(0));
        Told three = come(counter -> counter.add(4));
        letGo();

        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(3), List.of(4));
        assertThat(List.of(one, two, three))
                .extracting(told -> told.updated().result())
                .containsExactly(3L, 6L, 10L);
        assertThat(two.updated().commit()).isEqualTo(store.stream("c").get(2));
        assertThat(two.updated().aggregate().commitSequence()).isEqualTo(3);
        assertThat(failing.failure).isNotNull();
        assertThat(store.readsFrom).hasSize(2);
    }

    @Test
    void with_one_update_per_load_they_take_turns() {
        repository =
                DefaultAggregateRepository.builder("t", store).updatesPerLoad(1).build();
        hold();
        come(counter -> counter.add(2));
        come(counter -> counter.add(3));
        letGo();

        assertThat(amounts()).containsExactly(List.of(1), List.of(2), List.of(3));
        assertThat(store.readsFrom).hasSize(3);
    }

    @Test
    void ten_thousand_who_wait_are_done_in_bounded_rounds_without_a_deep_stack() {
        AtomicInteger told = new AtomicInteger();
        store.answer = answer.asMono();
        for (int i = 0; i < 10_000; i++) {
            int amount = i % 10 == 0 ? 1 : 0;
            repository
                    .update(Basket.class, "c", basket -> {
                        if (amount > 0) {
                            basket.put("x");
                        }
                    })
                    .subscribe(basket -> told.incrementAndGet());
        }
        letGo();

        assertThat(told).hasValue(10_000);
        assertThat(store.stream("c")).last().extracting(Commit::streamRevision).isEqualTo(1_000L);
        assertThat(store.stream("c")).hasSize(1 + (9_999 + 63) / 64);
        assertThat(store.readsFrom).hasSameSizeAs(store.stream("c"));
    }

    @Test
    void one_who_comes_again_when_he_is_told_is_in_the_next_round() {
        List<Long> told = new ArrayList<>();
        hold();
        for (int i = 0; i < 3; i++) {
            repository
                    .update(Counter.class, "c", counter -> counter.add(1))
                    .repeat(2)
                    .subscribe(counter -> told.add(counter.total));
        }
        letGo();

        assertThat(told).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThat(amounts()).extracting(List::size).containsExactly(1, 3, 3, 3);
    }
}
