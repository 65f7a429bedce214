package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.Counter.Added;
import io.aett.reactive.domain.Totals.Total;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class DeciderRepositoryTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UpdateOptions NAMED =
            UpdateOptions.builder().commitId(ID).build();

    private final FakeStore store = new FakeStore();
    private final DeciderRepository<Integer, Total, Added> totals = of(Totals.DECIDER);

    private DeciderRepository<Integer, Total, Added> of(Decider<Integer, Total, Added> decider) {
        return DeciderRepository.builder(decider, Added.class, "t", store)
                .backoff(Duration.ZERO, Duration.ZERO)
                .build();
    }

    private Decision<Total, Added> handle(int amount, UpdateOptions options) {
        return totals.handle("c", amount, options).block(Duration.ofSeconds(30));
    }

    @Test
    void a_command_is_decided_on_the_state_and_stored_as_one_commit() {
        store.write("c", (Object[]) added(1, 2));

        Decision<Total, Added> decision = handle(10, UpdateOptions.ofDefaults());

        Commit stored = store.stream("c").get(1);
        assertThat(decision).isEqualTo(new Decision<>(new Total(13, 3), 3, List.of(new Added(10)), stored, false));
        assertThat(stored.events()).containsExactly(EventMessage.of(new Added(10)));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void an_empty_stream_is_in_the_initial_state() {
        assertThat(totals.state("c").block()).isEqualTo(new Total(0, 0));
        assertThat(totals.versioned("c").block()).isEqualTo(new Memento<>("c", 0, new Total(0, 0)));
    }

    @Test
    void every_version_and_time_is_met_exactly() {
        store.write("c", Instant.EPOCH, (Object[]) added(1, 2));
        store.write("c", Instant.EPOCH.plusSeconds(1), (Object[]) added(3));
        long[] expected = {0, 1, 3, 6, 6};
        for (int version = 0; version < expected.length; version++) {
            assertThat(totals.state("c", version).block())
                    .isEqualTo(new Total(expected[version], Math.min(version, 3)));
        }
        assertThat(totals.stateTo("c", Instant.EPOCH).block()).isEqualTo(new Total(3, 2));
        assertThat(totals.versioned("c").block()).isEqualTo(new Memento<>("c", 3, new Total(6, 3)));
    }

    @Test
    void a_decision_without_events_stores_nothing() {
        store.write("c", (Object[]) added(1));

        assertThat(handle(0, NAMED)).isEqualTo(new Decision<>(new Total(1, 1), 1, List.of(), null, false));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void a_decision_that_throws_is_signalled_as_it_is_and_writes_nothing() {
        StepVerifier.create(totals.handle("c", -1))
                .verifyErrorSatisfies(thrown -> assertThat(thrown)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("there are only 0")
                        .hasNoCause());
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void a_lost_race_is_decided_anew() {
        store.write("c", (Object[]) added(5));
        store.overtake("c", new Added(-4));

        StepVerifier.create(totals.handle("c", -2)).verifyErrorMessage("there are only 1");
        store.overtake("c", new Added(4));
        assertThat(handle(-1, UpdateOptions.ofDefaults()).state()).isEqualTo(new Total(4, 4));
    }

    @Test
    void at_the_bound_of_attempts_the_last_race_is_signalled() {
        for (int i = 0; i < 2; i++) {
            store.overtake("c", new Added(1));
        }
        StepVerifier.create(totals.handle(
                        "c", 1, UpdateOptions.builder().attempts(2).build()))
                .verifyError(NonConflictingCommitException.class);
    }

    @Test
    void a_lost_answer_is_met_again_with_what_was_decided() {
        store.loseAnswer();

        Decision<Total, Added> decision = handle(7, NAMED);

        assertThat(decision)
                .isEqualTo(new Decision<>(
                        new Total(7, 1),
                        1,
                        List.of(new Added(7)),
                        store.stream("c").get(0),
                        false));
        assertThat(store.stream("c")).hasSize(1);
    }

    @Test
    void a_repetition_decides_nothing_and_tells_the_events_of_the_first_time() {
        Commit stored = handle(7, NAMED).commit();
        store.write("c", (Object[]) added(-7));

        assertThat(handle(7, NAMED)).isEqualTo(new Decision<>(new Total(0, 2), 2, List.of(new Added(7)), stored, true));
        assertThat(handle(-1000, NAMED).repeated()).isTrue();
        assertThat(store.stream("c")).hasSize(2);
    }

    @Test
    void headers_and_an_expected_version_are_those_of_updates() {
        handle(1, UpdateOptions.builder().header("who", "me").build());
        UpdateOptions expecting = UpdateOptions.builder().expectedVersion(0).build();

        assertThat(store.stream("c").get(0).headers()).isEqualTo(Map.of("who", "me"));
        StepVerifier.create(totals.handle("c", -1000, expecting)).verifyError(UnexpectedVersionException.class);
    }

    @Test
    void an_aggregate_and_a_decider_share_a_stream() {
        AggregateRepository counters = DefaultAggregateRepository.create("t", store);
        counters.update(Counter.class, "c", counter -> counter.add(1)).block();
        handle(2, UpdateOptions.ofDefaults());
        counters.update(Counter.class, "c", counter -> counter.add(3)).block();

        assertThat(totals.state("c").block()).isEqualTo(new Total(6, 3));
        assertThat(counters.get(Counter.class, "c").block().applied).containsExactly("0+1", "1+2", "2+3");
    }

    @Test
    void the_context_s_correlation_is_in_the_headers() {
        totals.handle("c", 1).contextWrite(Correlation.of("r")::writeTo).block();

        assertThat(Correlation.of(store.stream("c").get(0))).hasValue(Correlation.of("r"));
    }

    @Test
    void events_with_headers_are_stored_with_them() {
        EventMessage message = new EventMessage(new Added(4), Map.of("unit", "cm"));
        Decider<Integer, Long, Object> any = new Decider<>(
                () -> 0L, (command, state) -> List.of(message), (state, event) -> state + ((Added) event).amount());

        DeciderRepository.create(any, Object.class, "t", store).handle("c", 1).block();

        assertThat(store.stream("c").get(0).events()).containsExactly(message);
    }

    @Test
    void commands_for_one_id_take_turns() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();

        StepVerifier.create(Mono.zip(totals.handle("c", 1), totals.handle("c", 2)))
                .then(() -> assertThat(store.attempts).hasSize(1))
                .then(answer::tryEmitEmpty)
                .assertNext(both -> assertThat(both.getT2().state()).isEqualTo(new Total(3, 2)))
                .verifyComplete();
        assertThat(store.attempts).hasSize(2);
    }

    @Test
    void one_that_is_cancelled_gives_up_its_turn() {
        store.next(stored -> Mono.never());

        StepVerifier.create(totals.handle("c", 1))
                .then(() -> assertThat(store.attempts).hasSize(1))
                .thenCancel()
                .verify();

        assertThat(handle(2, UpdateOptions.ofDefaults()).state()).isEqualTo(new Total(2, 1));
    }

    @Test
    void nothing_happens_before_subscription_and_each_subscription_is_one_attempt() {
        Mono<Decision<Total, Added>> handle = totals.handle("c", 1);
        Mono<Total> state = totals.state("c");
        assertThat(store.readsFrom).isEmpty();

        handle.block();
        handle.block();
        assertThat(state.block()).isEqualTo(new Total(2, 2));
        assertThat(store.attempts).hasSize(2);
    }

    @Test
    void null_arguments_are_refused_at_the_call() {
        assertThatThrownBy(() -> totals.state(AggregateTest.nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> totals.handle("c", AggregateTest.nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> totals.stateTo("c", AggregateTest.nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Decider<>(AggregateTest.nothing(), Totals::decide, Totals::evolve))
                .isInstanceOf(NullPointerException.class);
    }
}
