package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** Aggregates that have no snapshots. */
class MementosTest {

    static class Plain extends Aggregate<Void> {

        int events;

        Plain(String id) {
            super(id);
        }

        void say(String text) {
            raiseEvent(text);
        }

        void apply(String event) {
            events++;
        }
    }

    static final class Half extends Aggregate<Integer> {

        Half(String id) {
            super(id);
        }

        void apply(String event) {}

        @Override
        protected Memento<Integer> getMemento() {
            return new Memento<>(id(), version(), 0);
        }
    }

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private AggregateRepository with(SnapshotPolicy policy) {
        return DefaultAggregateRepository.builder("t", store)
                .snapshotPolicy(policy)
                .build();
    }

    private static void saysWhatToAdd(Mono<?> asked, Class<?> type) {
        StepVerifier.create(asked)
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(type.getName(), "getMemento()", "applyMemento(Memento)"));
    }

    @Test
    void an_aggregate_without_snapshots_is_saved_and_loaded() {
        StepVerifier.create(repository
                        .update(Plain.class, "p", plain -> plain.say("a"))
                        .then(repository.update(Plain.class, "p", plain -> plain.say("b"))))
                .assertNext(plain -> assertThat(plain.events).isEqualTo(2))
                .verifyComplete();
    }

    @Test
    void its_snapshots_are_not_looked_for() {
        store.write("p", "a");
        StepVerifier.create(store.snapshots().add(new Snapshot("t", "p", 1, 1, "of another class", Map.of())))
                .verifyComplete();
        store.snapshotLookUp = Mono.error(new AssertionError("was looked for"));

        StepVerifier.create(repository.get(Plain.class, "p"))
                .assertNext(plain -> assertThat(plain.events).isEqualTo(1))
                .verifyComplete();
    }

    @Test
    void asking_for_its_snapshot_says_what_to_add() {
        store.write("p", "a");

        saysWhatToAdd(repository.snapshot(Plain.class, "p"), Plain.class);
        saysWhatToAdd(repository.snapshot(Plain.class, "nothing there"), Plain.class);
        saysWhatToAdd(repository.snapshot(Plain.class, "p", 1), Plain.class);
        saysWhatToAdd(repository.snapshotAt(Plain.class, "p", Instant.MAX), Plain.class);
        saysWhatToAdd(repository.snapshot(Half.class, "p"), Half.class);
        assertThat(store.snapshots("p")).isEmpty();
    }

    @Test
    void a_policy_for_it_is_an_error_before_anything_is_written() {
        saysWhatToAdd(
                with(SnapshotPolicy.everyNEvents(100)).update(Plain.class, "p", plain -> plain.say("a")), Plain.class);
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void a_policy_can_leave_classes_out() {
        AggregateRepository mixed = with(SnapshotPolicy.everyNEvents(1).except(Plain.class));

        StepVerifier.create(mixed.update(Plain.class, "p", plain -> plain.say("a")))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(mixed.update(Counter.class, "c", counter -> counter.add(1)))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.snapshots("p")).isEmpty();
        assertThat(store.snapshots("c")).hasSize(1);
    }
}
