package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.domain.Counter.Added;
import io.aett.reactive.domain.Totals.Total;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What a decider's functions may not do, and what is said then. */
class DeciderFunctionsTest {

    private final FakeStore store = new FakeStore();

    private <C, S, E> DeciderRepository<C, S, E> of(Decider<C, S, E> decider, Class<E> eventType) {
        return DeciderRepository.create(decider, eventType, "t", store);
    }

    private void refused(Mono<?> asked, String... messages) {
        StepVerifier.create(asked)
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(messages));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void decide_must_not_return_null() {
        Decider<Integer, Total, Added> nulls =
                new Decider<>(Totals.DECIDER.initial(), (command, state) -> AggregateTest.nothing(), Totals::evolve);

        refused(of(nulls, Added.class).handle("c", 1), "decide returned null", "Integer", "an empty list");
    }

    @Test
    void there_must_be_no_null_among_the_events() {
        Decider<Integer, Total, Added> nulls = new Decider<>(
                Totals.DECIDER.initial(),
                (command, state) -> Arrays.asList(new Added(1), AggregateTest.nothing()),
                Totals::evolve);

        refused(of(nulls, Added.class).handle("c", 1), "decide returned a null among the events", "Integer");
    }

    @Test
    void initial_and_evolve_must_not_return_null() {
        store.write("c", (Object[]) added(1));
        Decider<Integer, Total, Added> unborn = new Decider<>(AggregateTest::nothing, Totals::decide, Totals::evolve);
        Decider<Integer, Total, Added> forgetful =
                new Decider<>(Totals.DECIDER.initial(), Totals::decide, (state, event) -> AggregateTest.nothing());

        refused(of(unborn, Added.class).state("c"), "initial", "returned null", Added.class.getName());
        refused(of(unborn, Added.class).handle("c", 1), "initial", "returned null");
        refused(of(forgetful, Added.class).handle("new", 1), "evolve", "returned null");
        StepVerifier.create(of(forgetful, Added.class).state("c"))
                .verifyErrorSatisfies(failed -> assertThat(failed)
                        .hasMessageContainingAll("stream c", "revision 1")
                        .hasStackTraceContaining("evolve of the decider of " + Added.class.getName()));
    }

    @Test
    void a_state_is_no_publisher() {
        Decider<Integer, Mono<Long>, Added> asking = new Decider<>(
                () -> Mono.just(0L),
                (command, state) -> List.of(new Added(command)),
                (state, event) -> state.map(total -> total + event.amount()));
        Decider<Integer, Object, Added> later = new Decider<>(
                () -> 0L, (command, state) -> List.of(new Added(command)), (state, event) -> Flux.just(state));

        refused(of(asking, Added.class).handle("c", 1), "initial", "to which nobody would subscribe");
        refused(of(later, Added.class).handle("c", 1), "evolve", "to which nobody would subscribe");
    }

    @Test
    void an_event_is_no_publisher() {
        Decider<Integer, Long, Object> asking =
                new Decider<>(() -> 0L, (command, state) -> List.of(Mono.just(command)), (state, event) -> state);

        refused(of(asking, Object.class).handle("c", 1), "decide", "to which nobody would subscribe");
    }

    @Test
    void what_evolve_throws_on_an_event_that_was_just_decided_is_signalled_as_it_is() {
        StepVerifier.create(of(Totals.DECIDER, Added.class).handle("c", 13)).verifyErrorMessage("13 is refused");
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void what_evolve_throws_while_loading_is_told_with_stream_revision_and_event() {
        store.write("c", (Object[]) added(1, 13));

        StepVerifier.create(of(Totals.DECIDER, Added.class).state("c"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasCauseInstanceOf(ArithmeticException.class)
                        .hasMessageContainingAll("stream c", "tenant t", "revision 2", Added.class.getName()));
    }

    @Test
    void an_event_in_the_stream_that_is_none_of_the_decider_s_is_named() {
        store.write("c", new Added(1), new Counter.Renamed("x"));

        StepVerifier.create(of(Totals.DECIDER, Added.class).state("c"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(
                                "stream c",
                                "tenant t",
                                "revision 2",
                                Counter.Renamed.class.getName(),
                                "is no " + Added.class.getName()));
    }

    @Test
    @SuppressWarnings("unchecked")
    void an_event_that_only_the_compiler_was_told_of_is_named() {
        List<Added> polluted = (List<Added>) (List<?>) List.of("text");
        Decider<Integer, Total, Added> wrong =
                new Decider<>(Totals.DECIDER.initial(), (command, state) -> polluted, Totals::evolve);

        refused(of(wrong, Added.class).handle("c", 1), "event java.lang.String is no " + Added.class.getName());
    }

    @Test
    void what_does_not_link_is_an_error_and_the_next_one_has_its_turn() {
        List<String> failures = new ArrayList<>(List.of("once"));
        Decider<Integer, Total, Added> failing = new Decider<>(
                Totals.DECIDER.initial(),
                (command, state) -> {
                    if (!failures.isEmpty()) {
                        throw new NoClassDefFoundError(failures.remove(0));
                    }
                    return List.of(new Added(command));
                },
                Totals::evolve);
        DeciderRepository<Integer, Total, Added> repository = of(failing, Added.class);

        refused(repository.handle("c", 1), "the change failed on a " + Total.class.getName());
        StepVerifier.create(repository.handle("c", 1)).expectNextCount(1).verifyComplete();
    }

    /** So that one that is changed in evolve is not shared between attempts. */
    @Test
    void the_initial_state_is_asked_for_at_each_load() {
        Decider<Integer, List<Integer>, Added> changing =
                new Decider<>(ArrayList::new, (command, state) -> List.of(new Added(command)), (state, event) -> {
                    state.add(event.amount());
                    return state;
                });
        DeciderRepository<Integer, List<Integer>, Added> repository = of(changing, Added.class);
        store.overtake("c", new Added(5));

        Set<List<Integer>> states = Collections.newSetFromMap(new IdentityHashMap<>());
        states.add(repository.handle("c", 1).block().state());
        states.add(repository.state("c").block());

        assertThat(states).hasSize(2).allSatisfy(state -> assertThat(state).containsExactly(5, 1));
    }

    @Test
    void the_list_that_decide_returns_may_be_changed_later() {
        List<Added> kept = new ArrayList<>(List.of(new Added(1)));
        Decider<Integer, Total, Added> keeping =
                new Decider<>(Totals.DECIDER.initial(), (command, state) -> kept, Totals::evolve);

        Decision<Total, Added> decision =
                of(keeping, Added.class).handle("c", 1).block();
        kept.clear();

        assertThat(decision.events()).containsExactly(new Added(1));
    }
}
