package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.domain.SagaTest.Ordered;
import io.aett.reactive.domain.SagaTest.Paid;
import io.aett.reactive.domain.SagaTest.Ship;
import io.aett.reactive.domain.SagaTest.Shipping;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class SagaCommandTest {

    private static final UUID ID = new UUID(1, 2);

    private final FakeStore store = new FakeStore();
    private final SagaRepository sagas = DefaultSagaRepository.create("t", store);

    private static void orderAndPay(Shipping saga) {
        saga.transition(new Ordered(2));
        saga.transition(new Paid());
    }

    @Test
    void the_commands_of_a_commit_come_with_their_numbers() {
        sagas.update(Shipping.class, "s", SagaCommandTest::orderAndPay).block();

        assertThat(Saga.commandsOf(store.stream("s").get(0)))
                .containsExactly(
                        new SagaCommand(0, EventMessage.of(new Ship(0))),
                        new SagaCommand(1, EventMessage.of(new Ship(1))))
                .extracting(SagaCommand::command)
                .containsExactly(new Ship(0), new Ship(1));
        assertThat(Saga.commandsOf(store.write("other", new Paid()))).isEmpty();
    }

    @Test
    void what_is_named_like_a_command_and_is_none_is_malformed() {
        Commit strange = store.write("s", new Paid()).toBuilder()
                .header("UndispatchedMessage.0", "no command")
                .build();

        assertThatThrownBy(() -> Saga.commandsOf(strange)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void headers_are_stored_beside_the_commands() {
        Shipping saga = new Shipping("s");
        orderAndPay(saga);
        StepVerifier.create(sagas.save(saga, Map.of("who", "me")))
                .assertNext(commit -> {
                    assertThat(commit.headers()).hasSize(3).containsEntry("who", "me");
                    assertThat(Saga.commandsOf(commit)).hasSize(2);
                })
                .verifyComplete();
        assertThat(saga.headers()).isEmpty();
    }

    @Test
    void a_header_that_looks_like_a_command_is_refused() {
        Shipping saga = new Shipping("s");
        orderAndPay(saga);

        StepVerifier.create(sagas.save(saga, Map.of("UndispatchedMessage.7", "x")))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("UndispatchedMessage.7"));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_update_of_a_saga_gives_back_commit_and_result_and_takes_headers() {
        UpdateOptions options =
                UpdateOptions.builder().commitId(ID).header("who", "me").build();

        StepVerifier.create(sagas.update(Shipping.class, "s", options, saga -> {
                    orderAndPay(saga);
                    return saga.items;
                }))
                .assertNext(updated -> {
                    assertThat(updated.commit()).isEqualTo(store.stream("s").get(0));
                    assertThat(updated.result()).isEqualTo(2);
                    assertThat(store.stream("s").get(0).headers()).containsEntry("who", "me");
                })
                .verifyComplete();
    }

    @Test
    void a_repetition_of_a_saga_dispatches_nothing() {
        for (int i = 0; i < 3; i++) {
            StepVerifier.create(sagas.update(Shipping.class, "s", ID, SagaCommandTest::orderAndPay))
                    .assertNext(saga -> assertThat(saga.items).isEqualTo(2))
                    .verifyComplete();
        }
        assertThat(store.stream("s")).hasSize(1);
    }

    @Test
    void a_saga_that_must_exist_is_not_made() {
        StepVerifier.create(sagas.getExisting(Shipping.class, "s")).verifyError(StreamNotFoundException.class);
        sagas.update(Shipping.class, "s", SagaCommandTest::orderAndPay).block();
        StepVerifier.create(sagas.getExisting(Shipping.class, "s"))
                .expectNextCount(1)
                .verifyComplete();
    }
}
