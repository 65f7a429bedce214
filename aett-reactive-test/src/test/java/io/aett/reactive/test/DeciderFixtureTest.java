package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.aett.reactive.EventMessage;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Decider;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class DeciderFixtureTest {

    record Add(int number) {}

    record Added(int number) {}

    record Signed(int number, @JsonIgnore String by) {}

    /** Equal by what is stored; the hint is not. */
    static final class Hinted {

        private final int number;
        private final transient int hint;

        private Hinted() {
            this(0, 0);
        }

        private Hinted(int number, int hint) {
            this.number = number;
            this.hint = hint;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Hinted hinted && hinted.number == number;
        }

        @Override
        public int hashCode() {
            return number;
        }
    }

    private static final Decider<Add, Integer, Added> SUM =
            new Decider<>(() -> 0, DeciderFixtureTest::decide, (sum, added) -> {
                if (added.number() > 1000) {
                    throw new IllegalStateException("too large");
                }
                return sum + added.number();
            });

    private final DeciderFixture<Add, Integer, Added> fixture = DeciderFixture.of(SUM);

    private static List<Added> decide(Add add, int sum) {
        if (add.number() < 0) {
            throw new IllegalArgumentException("below zero: " + add.number());
        }
        return add.number() == 0 ? List.of() : List.of(new Added(add.number()));
    }

    private static DeciderFixture<Add, List<Integer>, Added> list(
            BiFunction<Add, List<Integer>, List<Added>> decide, List<Integer> initial) {
        return DeciderFixture.of(
                new Decider<>(() -> initial == null ? new ArrayList<>() : initial, decide, (list, added) -> {
                    list.add(added.number());
                    return list;
                }));
    }

    @Test
    void a_command_leads_to_events_and_a_state() {
        fixture.given(new Added(1), new Added(2))
                .when(new Add(3))
                .expectEvents(new Added(3))
                .expectState(6)
                .expectStateMatching(sum -> assertThat(sum).isPositive())
                .and()
                .when(new Add(4))
                .expectEvents(EventMatcher.any(Added.class))
                .expectState(10);
        fixture.givenNothing().when(new Add(0)).expectNothing().expectState(0);
        fixture.given(List.of(EventMessage.of(new Added(1))))
                .when(new Add(0))
                .expectNothing()
                .expectState(1);
    }

    @Test
    void what_no_repository_takes_for_a_state_is_none_here() {
        Decider<Add, Object, Added> lost =
                new Decider<>(() -> 0, (add, sum) -> List.of(new Added(1)), (sum, added) -> Mono.just(1));

        assertThat(Failing.text(() -> DeciderFixture.of(lost)
                        .given(new Added(1))
                        .when(new Add(1))
                        .expectEvents(new Added(1))))
                .contains("evolve returned a publisher");
    }

    @Test
    void a_command_is_refused() {
        fixture.givenNothing()
                .when(new Add(-1))
                .expectException(IllegalArgumentException.class)
                .withMessage("below zero: -1");
        assertThat(Failing.text(() -> fixture.givenNothing().when(new Add(-1)).expectNothing()))
                .isEqualTo("""
                        decider: expected no event, but the command was refused

                          java.lang.IllegalArgumentException: below zero: -1""");
        assertThat(Failing.text(
                        () -> fixture.givenNothing().when(new Add(1)).expectException(IllegalArgumentException.class)))
                .startsWith("decider: expected java.lang.IllegalArgumentException, but the command succeeded\n");
    }

    @Test
    void other_events_and_states_are_shown_beside_the_expected_ones() {
        assertThat(Failing.text(() -> fixture.givenNothing().when(new Add(1)).expectEvents(new Added(2))))
                .isEqualTo("""
                        decider: event 1 is not the expected one

                             expected        | decided
                        > 1  Added[number=2] | Added[number=1]

                          number
                            expected: 2
                            decided:  1""");
        assertThat(Failing.text(() -> fixture.given(new Added(1))
                        .when(new Add(0))
                        .expectNothing()
                        .expectState(2)))
                .isEqualTo("""
                        decider: the state is not the expected one

                          expected: 2
                          found:    1

                          given   1  Added[number=1]
                          raised  (nothing)""");
    }

    @Test
    void a_state_that_is_changed_while_deciding_is_found() {
        assertThat(Failing.text(() -> list(
                                (add, list) -> {
                                    list.add(9);
                                    return List.of();
                                },
                                null)
                        .given(new Added(1))
                        .when(new Add(1))
                        .expectNothing()))
                .isEqualTo("""
                        decider: decide changes the state that it is given

                          [1]
                            before: (nothing)
                            after:  9

                          given   1  Added[number=1]
                          raised  (nothing)

                        State changes only in evolve, by an event. What decide changes by itself is lost with the next load.""");
    }

    @Test
    void decisions_that_are_not_the_same_each_time_are_found() {
        AtomicInteger next = new AtomicInteger();
        assertThat(Failing.text(() -> list((add, list) -> List.of(new Added(next.incrementAndGet())), null)
                        .givenNothing()
                        .when(new Add(1))
                        .expectNothing()))
                .isEqualTo("""
                        decider: deciding twice on one state gives other events

                          [0].number
                            once:  1
                            again: 2

                          given   (nothing)
                          raised  1  Added[number=1]

                        decide runs once more after a lost race. Ids and times come with the command.""");
    }

    @Test
    void an_initial_state_that_is_shared_is_found() {
        List<Integer> shared = new ArrayList<>();
        assertThat(Failing.text(() -> list((add, list) -> List.of(), shared)
                        .given(new Added(1))
                        .when(new Add(1))
                        .expectNothing()))
                .startsWith("decider: a second replay changes the state of the first\n\n  once: [1]\n  then: [1, 1]\n");
    }

    @Test
    void an_evolution_that_is_not_the_same_each_time_is_found() {
        AtomicInteger next = new AtomicInteger();
        assertThat(Failing.text(() -> DeciderFixture.of(new Decider<Add, Integer, Added>(
                                () -> 0, (add, sum) -> List.of(), (sum, added) -> next.incrementAndGet()))
                        .given(new Added(1))
                        .when(new Add(1))
                        .expectNothing()))
                .startsWith("decider: two replays of the same events differ\n\n  once:  1\n  again: 2\n");
    }

    @Test
    void an_event_that_loses_something_is_found() {
        DeciderFixture<Add, Integer, Signed> signed = DeciderFixture.of(new Decider<>(
                () -> 0,
                (add, sum) -> List.of(new Signed(add.number(), "anna")),
                (sum, added) -> sum + added.number()));

        assertThat(Failing.text(() -> signed.givenNothing().when(new Add(1)).expectNothing()))
                .startsWith(
                        "decider: decided event 1 does not come back as it was stored: Signed loses or changes by\n");
        assertThat(Failing.text(() ->
                        signed.given(new Signed(1, "bob")).when(new Add(1)).expectNothing()))
                .startsWith("decider: given event 1 does not come back as it was stored: Signed loses or changes by\n");
    }

    @Test
    void an_evolution_by_what_is_not_stored_is_found() {
        DeciderFixture<Add, Integer, Hinted> hinted = DeciderFixture.of(new Decider<>(
                () -> 0, (add, sum) -> List.of(new Hinted(add.number(), 7)), (sum, event) -> sum + event.hint));

        assertThat(Failing.text(() -> hinted.givenNothing().when(new Add(1)).expectNothing()))
                .startsWith("""
                        decider: the state after the command is not the state after a replay

                          after the command: 7
                          after a replay:    0
                        """);
    }

    @Test
    void a_state_that_a_snapshot_loses_is_found() {
        DeciderFixture<Add, Hinted, Added> hinted = DeciderFixture.of(new Decider<>(
                () -> new Hinted(0, 0),
                (add, state) -> List.of(new Added(add.number())),
                (state, added) -> new Hinted(state.number + state.hint + added.number(), 1)));

        hinted.given(new Added(1)).when(new Add(2)).expectEvents(new Added(2));
        assertThat(Failing.text(() -> hinted.withSnapshots()
                        .given(new Added(1))
                        .when(new Add(2))
                        .expectEvents(new Added(2))))
                .isEqualTo("""
                        decider: the state through a snapshot of revision 1 is not the state after a replay

                          number
                            through the snapshot: 3
                            after a replay:       4

                          given   1  Added[number=1]
                          raised  2  Added[number=2]

                        What a snapshot loses of a state, evolve must not look at.""");
        assertThat(Failing.text(() -> DeciderFixture.of(new Decider<Add, Signed, Added>(
                                () -> new Signed(0, "anna"),
                                (add, state) -> List.of(),
                                (state, added) -> new Signed(added.number(), "bob")))
                        .withSnapshots()
                        .given(new Added(1))
                        .when(new Add(2))
                        .expectNothing()))
                .startsWith(
                        "decider: the state of revision 1 does not come back as it was stored: Signed loses or changes by\n");
    }

    @Test
    void a_state_that_comes_back_as_it_was_has_snapshots() {
        DeciderFixture.of(new Decider<Add, Added, Added>(
                        () -> new Added(0),
                        (add, state) -> List.of(new Added(add.number())),
                        (state, added) -> new Added(state.number() + added.number())))
                .withSnapshots()
                .given(new Added(1))
                .when(new Add(2))
                .expectEvents(new Added(2))
                .expectState(new Added(3));
    }

    @Test
    void an_event_that_cannot_be_applied_is_named() {
        assertThat(Failing.text(() -> fixture.given(new Added(1), new Added(1001))
                        .when(new Add(1))
                        .expectNothing()))
                .isEqualTo("""
                        decider: evolve of event 2 fails

                          java.lang.IllegalStateException: too large""");
        assertThat(Failing.text(() -> fixture.givenNothing().when(new Add(1001)).expectNothing()))
                .startsWith("decider: evolve of event 1 fails");
    }

    @Test
    void a_decision_that_is_null_is_found() {
        assertThat(Failing.text(() -> list((add, list) -> null, null)
                        .givenNothing()
                        .when(new Add(1))
                        .expectNothing()))
                .isEqualTo("decider: decide returned null; return an empty list for no events");
    }

    @Test
    void what_the_program_has_is_used() {
        assertThat(Failing.text(() -> fixture.topicMap(TopicMap.create())
                        .givenNothing()
                        .when(new Add(1))
                        .expectEvents(new Added(1))))
                .startsWith("decider: decided event 1 cannot be stored: Added is refused");
        fixture.serializer(JacksonEventSerializer.create(TopicMap.create().register(Added.class)))
                .givenNothing()
                .when(new Add(1))
                .expectEvents(new Added(1));
    }
}
