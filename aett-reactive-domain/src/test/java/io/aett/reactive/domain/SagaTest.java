package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.InvalidCommitException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class SagaTest {

    record Ordered(int items) {}

    record Paid() {}

    record Ship(int items) {}

    static final class Shipping extends Saga {

        int items;

        Shipping(String id) {
            super(id);
        }

        void remind() {
            dispatch("remind");
        }

        private void apply(Ordered event) {
            items += event.items();
        }

        private void apply(Paid event) {
            for (int i = 0; i < items; i++) {
                dispatch(new Ship(i));
            }
            if (items > 10) {
                throw new IllegalArgumentException("too many");
            }
        }
    }

    private final FakeStore store = new FakeStore();
    private final SagaRepository sagas = DefaultSagaRepository.create("t", store);

    private static EventMessage ship(int item) {
        return EventMessage.of(new Ship(item));
    }

    @Test
    void a_transition_applies_and_records() {
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(2));

        assertThat(saga.items).isEqualTo(2);
        assertThat(saga.version()).isEqualTo(1);
        assertThat(saga.uncommitted()).containsExactly(EventMessage.of(new Ordered(2)));
        assertThat(saga.headers()).isEmpty();
    }

    @Test
    void commands_are_headers_numbered_from_zero() {
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(2));
        saga.transition(new Paid());

        assertThat(saga.headers())
                .isEqualTo(Map.of("UndispatchedMessage.0", ship(0), "UndispatchedMessage.1", ship(1)));
        assertThatThrownBy(() -> saga.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_failed_transition_leaves_no_command_behind() {
        Shipping saga = new Shipping("s");
        saga.remind();
        saga.transition(new Ordered(11));

        assertThatThrownBy(() -> saga.transition(new Paid())).isExactlyInstanceOf(IllegalArgumentException.class);

        assertThat(saga.version()).isEqualTo(1);
        assertThat(saga.headers()).isEqualTo(Map.of("UndispatchedMessage.0", EventMessage.of("remind")));
    }

    @Test
    void commands_are_stored_with_their_events_and_numbered_anew_in_each_commit() {
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(2));
        saga.transition(new Paid());
        StepVerifier.create(sagas.save(saga)).expectNextCount(1).verifyComplete();

        assertThat(saga.headers()).isEmpty();
        assertThat(saga.uncommitted()).isEmpty();
        assertThat(saga.commitSequence()).isEqualTo(1);

        saga.transition(new Paid());
        StepVerifier.create(sagas.save(saga)).expectNextCount(1).verifyComplete();

        assertThat(store.stream("s"))
                .extracting(Commit::headers)
                .containsExactly(
                        Map.of("UndispatchedMessage.0", ship(0), "UndispatchedMessage.1", ship(1)),
                        Map.of("UndispatchedMessage.0", ship(0), "UndispatchedMessage.1", ship(1)));
    }

    @Test
    void commands_without_an_event_wait_for_the_next_commit() {
        Shipping saga = new Shipping("s");
        saga.remind();
        StepVerifier.create(sagas.save(saga))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll("saga s", Shipping.class.getName(), "java.lang.String", "transition"));

        assertThat(store.attempts).isEmpty();
        assertThat(saga.headers()).hasSize(1);

        saga.transition(new Ordered(1));
        StepVerifier.create(sagas.save(saga))
                .assertNext(commit -> assertThat(commit.headers())
                        .isEqualTo(Map.of("UndispatchedMessage.0", EventMessage.of("remind"))))
                .verifyComplete();
        assertThat(saga.headers()).isEmpty();
    }

    @Test
    void an_update_that_only_dispatches_is_refused_and_writes_nothing() {
        store.write("s", new Ordered(1));

        StepVerifier.create(sagas.update(Shipping.class, "s", Shipping::remind))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("without a transition"));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void a_command_without_an_event_is_refused_after_an_unknown_outcome_too() {
        store.loseAnswer();
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(1));
        saga.transition(new Paid());
        StepVerifier.create(sagas.save(saga)).expectError().verify();
        saga.remind();

        StepVerifier.create(sagas.save(saga)).verifyError(IllegalStateException.class);
        saga.transition(new Ordered(1));
        StepVerifier.create(sagas.save(saga)).expectNextCount(1).verifyComplete();

        assertThat(store.stream("s"))
                .extracting(Commit::headers)
                .containsExactly(
                        Map.of("UndispatchedMessage.0", ship(0)),
                        Map.of("UndispatchedMessage.0", EventMessage.of("remind")));
    }

    @Test
    void loading_applies_all_events_and_dispatches_nothing() {
        store.write("s", new Ordered(1), new Paid());
        store.write("s", new Ordered(1), new Paid());

        StepVerifier.create(sagas.get(Shipping.class, "s"))
                .assertNext(saga -> {
                    assertThat(saga.items).isEqualTo(2);
                    assertThat(saga.version()).isEqualTo(4);
                    assertThat(saga.commitSequence()).isEqualTo(2);
                    assertThat(saga.headers()).isEmpty();
                    assertThat(saga.uncommitted()).isEmpty();
                })
                .verifyComplete();
    }

    @Test
    void an_unknown_saga_is_a_new_one() {
        StepVerifier.create(sagas.get(Shipping.class, "s"))
                .assertNext(saga -> assertThat(saga.version()).isZero())
                .verifyComplete();
    }

    @Test
    void a_failed_save_keeps_events_and_commands() {
        store.fail(new InvalidCommitException("no"));
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(1));
        saga.transition(new Paid());

        StepVerifier.create(sagas.save(saga)).verifyError(InvalidCommitException.class);
        assertThat(saga.headers()).hasSize(1);
        assertThat(saga.uncommitted()).hasSize(2);

        StepVerifier.create(sagas.save(saga)).expectNextCount(1).verifyComplete();
        assertThat(saga.headers()).isEmpty();
        assertThat(saga.uncommitted()).isEmpty();
    }

    @Test
    void commands_dispatched_after_an_unknown_outcome_go_into_the_commit_after_it() {
        store.loseAnswer();
        Shipping saga = new Shipping("s");
        saga.transition(new Ordered(2));
        saga.transition(new Paid());
        StepVerifier.create(sagas.save(saga)).expectError().verify();

        saga.remind();
        saga.transition(new Ordered(1));
        StepVerifier.create(sagas.save(saga))
                .assertNext(commit -> assertThat(commit.commitSequence()).isEqualTo(2))
                .verifyComplete();

        assertThat(store.stream("s"))
                .extracting(Commit::headers)
                .containsExactly(
                        Map.of("UndispatchedMessage.0", ship(0), "UndispatchedMessage.1", ship(1)),
                        Map.of("UndispatchedMessage.0", EventMessage.of("remind")));
        assertThat(saga.headers()).isEmpty();
        assertThat(saga.uncommitted()).isEmpty();
    }

    @Test
    void update_repeats_a_lost_race_with_a_new_instance_and_its_own_commands() {
        store.write("s", new Ordered(1));
        store.overtake("s", new Ordered(1));

        StepVerifier.create(sagas.update(Shipping.class, "s", saga -> saga.transition(new Paid())))
                .assertNext(saga -> assertThat(saga.version()).isEqualTo(3))
                .verifyComplete();

        List<Commit> stream = store.stream("s");
        assertThat(stream.get(2).headers())
                .isEqualTo(Map.of("UndispatchedMessage.0", ship(0), "UndispatchedMessage.1", ship(1)));
    }

    @Test
    void a_factory_can_make_sagas() {
        DefaultSagaRepository made = DefaultSagaRepository.builder("t", store)
                .sagaFactory((type, id) -> {
                    Shipping saga = new Shipping(id);
                    saga.items = 40;
                    return saga;
                })
                .build();

        StepVerifier.create(made.get(Shipping.class, "s"))
                .assertNext(saga -> assertThat(saga.items).isEqualTo(40))
                .verifyComplete();
    }
}
