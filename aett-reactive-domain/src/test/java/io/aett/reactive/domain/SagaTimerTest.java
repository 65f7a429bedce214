package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.test.StepVerifier;

class SagaTimerTest {

    private static final Instant NOON = Instant.parse("2030-01-02T12:00:00.000000001Z");

    record Step(Runnable what) {}

    record Remind(int n) {}

    static final class Waiting extends Saga {

        Waiting(String id) {
            super(id);
        }

        void at(String name, Instant due, Object command) {
            schedule(name, due, command);
        }

        void off(String name) {
            cancel(name);
        }

        void apply(Step event) {
            event.what().run();
        }

        void apply(String event) {
            schedule(event, NOON, new Remind(1));
            cancel("other");
        }
    }

    private final FakeStore store = new FakeStore();
    private final SagaRepository sagas = DefaultSagaRepository.create("t", store);
    private final Waiting saga = new Waiting("s");

    private List<SagaTimer> saved() {
        saga.transition("set");
        return Saga.timersOf(sagas.save(saga).block());
    }

    private static SagaTimer set(String name, Instant due, Object command) {
        return new SagaTimer(name, due, new EventMessage(command, Map.of("Due", due.toString())));
    }

    private static SagaTimer off(String name) {
        return new SagaTimer(name, null, null);
    }

    @Test
    void what_is_said_of_timers_is_in_the_commit_and_not_said_again() {
        assertThat(saved()).containsExactlyInAnyOrder(set("set", NOON, new Remind(1)), off("other"));
        assertThat(saga.headers()).isEmpty();
        assertThat(off("x").isCancellation()).isTrue();
        assertThat(set("x", NOON, "y").isCancellation()).isFalse();
        assertThat(Saga.commandsOf(store.stream("s").get(0))).isEmpty();
    }

    @Test
    void the_last_word_on_a_name_counts() {
        saga.at("a", NOON, new Remind(2));
        saga.at("a", NOON.plusSeconds(1), new Remind(3));
        saga.at("b", NOON, new Remind(4));
        saga.off("b");
        saga.off("c");
        saga.at("c", NOON, new Remind(5));

        assertThat(saved())
                .contains(set("a", NOON.plusSeconds(1), new Remind(3)), off("b"), set("c", NOON, new Remind(5)))
                .hasSize(5);
    }

    @Test
    void a_command_keeps_its_headers() {
        saga.at("a", NOON, new EventMessage(new Remind(1), Map.of("who", "me")));
        assertThat(saved())
                .contains(new SagaTimer(
                        "a", NOON, new EventMessage(new Remind(1), Map.of("who", "me", "Due", NOON.toString()))));
    }

    @Test
    void loading_schedules_nothing() {
        saved();
        Waiting loaded = sagas.get(Waiting.class, "s").block();
        assertThat(loaded.version()).isEqualTo(1);
        assertThat(loaded.headers()).isEmpty();
    }

    @Test
    void a_failed_transition_takes_back_what_it_said() {
        saga.at("a", NOON, new Remind(1));
        Map<String, Object> before = saga.headers();
        assertThatThrownBy(() -> saga.transition(new Step(() -> {
                    saga.at("a", NOON, new Remind(2));
                    saga.off("b");
                    throw new IllegalStateException("no");
                })))
                .hasMessage("no");
        assertThat(saga.headers()).isEqualTo(before);
    }

    @Test
    void timers_without_a_transition_are_refused_and_kept() {
        saga.off("a");
        StepVerifier.create(sagas.save(saga))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("cancelled a without a transition"));
        assertThat(store.attempts).isEmpty();
        assertThat(saved()).contains(off("a"));
    }

    @Test
    void what_was_said_while_a_commit_was_in_doubt_is_in_the_next_one() {
        store.loseAnswer();
        saga.transition("a");
        StepVerifier.create(sagas.save(saga)).verifyError(CommitOutcomeUnknownException.class);
        saga.at("a", NOON, new Remind(7));
        StepVerifier.create(sagas.save(saga))
                .verifyErrorSatisfies(refused -> assertThat(refused).hasMessageContaining("scheduled a without"));
        saga.transition("b");
        Commit second = sagas.save(saga).block();

        assertThat(Saga.timersOf(store.stream("s").get(0))).contains(set("a", NOON, new Remind(1)));
        assertThat(Saga.timersOf(second))
                .containsExactlyInAnyOrder(set("a", NOON, new Remind(7)), set("b", NOON, new Remind(1)));
        assertThat(saga.headers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ScheduledMessage.a", "CancelledMessage.a"})
    void a_header_that_looks_like_a_timer_is_refused(String header) {
        saga.transition("set");
        StepVerifier.create(sagas.save(saga, Map.of(header, true)))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(header));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void what_is_named_like_a_timer_and_is_none_is_malformed() {
        for (Object strange : List.of(
                "no timer",
                EventMessage.of("no time"),
                new EventMessage("x", Map.of("Due", 5)),
                new EventMessage("x", Map.of("Due", "noon")))) {
            Commit commit = store.write("other", "x").toBuilder()
                    .header("ScheduledMessage.a", strange)
                    .build();
            assertThatThrownBy(() -> Saga.timersOf(commit)).isInstanceOf(MalformedDataException.class);
        }
    }

    @Test
    void names_have_a_length_and_are_well_formed() {
        for (String wrong : List.of("", "n".repeat(201), "ü".repeat(101), "a\uD800", "\uDC00b")) {
            assertThatThrownBy(() -> saga.at(wrong, NOON, "x")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> saga.off(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        saga.at("ü".repeat(100), NOON, "x");
    }
}
