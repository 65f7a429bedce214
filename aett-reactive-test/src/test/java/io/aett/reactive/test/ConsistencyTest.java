package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.test.Wrong.Added;
import io.aett.reactive.test.Wrong.Signed;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What each {@code when} finds out by itself. */
class ConsistencyTest {

    @Test
    void state_that_a_command_changes_by_itself_is_found() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Hasty.class)
                        .given(new Added(1))
                        .when(sum -> sum.add(2))
                        .expectEvents(new Added(2))))
                .isEqualTo("""
                        Hasty hasty-1: the state after the command is not the state after a replay

                          calls
                            after the command: 1
                            after a replay:    0

                          given   1  Added[amount=1]
                          raised  2  Added[amount=2]

                        State changes only in apply(...), by an event. What a command changes by itself is lost with the next load.""");
    }

    @Test
    void state_that_is_changed_without_an_event_is_found() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Hasty.class)
                        .given(new Added(1))
                        .when(Wrong.Hasty::forget)
                        .expectNothing()))
                .isEqualTo("""
                        Hasty hasty-1: the state after the command is not the state after a replay

                          sum
                            after the command: 0
                            after a replay:    1

                          given   1  Added[amount=1]
                          raised  (nothing)

                        State changes only in apply(...), by an event. What a command changes by itself is lost with the next load.""");
    }

    @Test
    void a_test_that_expects_nothing_at_all_finds_it_too() {
        assertThat(Failing.text(() -> {
                    AggregateThen<Wrong.Hasty> ignored = AggregateFixture.of(Wrong.Hasty.class)
                            .givenNothing()
                            .when(sum -> sum.add(2));
                    assertThat(ignored).isNotNull();
                }))
                .startsWith("Hasty hasty-1: the state after the command is not the state after a replay");
    }

    @Test
    void what_is_no_part_of_the_state_is_left_out() {
        AggregateFixture.of(Wrong.Hasty.class)
                .ignoringState("calls")
                .givenNothing()
                .when(sum -> sum.add(2))
                .expectEvents(new Added(2));
    }

    @Test
    void a_field_that_a_raised_event_loses_is_named() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Forgetful.class)
                        .givenNothing()
                        .when(sum -> sum.sign(2, "anna"))
                        .expectEvents(new Signed(2, "anna"))))
                .isEqualTo("""
                        Forgetful forgetful-1: raised event 1 does not come back as it was stored: Signed loses or changes by

                          by
                            stored:    "anna"
                            read back: null

                          It is stored as Signed {"amount":2}

                        What is stored are fields and record components. Let fields, constructor and annotations agree on names and values.""");
    }

    @Test
    void a_field_that_a_given_event_loses_is_named() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Forgetful.class)
                        .given(new Added(1), new Signed(2, "anna"))
                        .when(sum -> sum.add(1))
                        .expectEvents(new Added(1))))
                .startsWith(
                        "Forgetful forgetful-1: given event 2 does not come back as it was stored: Signed loses or changes by\n");
    }

    @Test
    void an_apply_that_is_not_the_same_each_time_is_found() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Random.class)
                        .givenNothing()
                        .when(sum -> sum.add(2))
                        .expectEvents(new Added(2))))
                .matches("""
                        (?s)Random random-1: two replays of the same events differ

                          last
                            once:  [0-9a-f-]{36}
                            again: [0-9a-f-]{36}

                          given   \\(nothing\\)
                          raised  1  Added\\[amount=2]

                        Constructors and apply\\(...\\) run on each load\\. They must not draw ids, ask a clock, or look at anything but the \
                        event: put what was drawn into the event\\.""");
    }

    @Test
    void a_field_that_a_memento_lacks_is_found() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Lossy.class)
                        .given(new Added(1))
                        .when(sum -> sum.add(2))
                        .expectEvents(new Added(2))))
                .isEqualTo("""
                        Lossy lossy-1: the state through a snapshot of revision 1 is not the state after a replay

                          count
                            through the snapshot: 1
                            after a replay:       2

                          the payload is Total[sum=1]

                          given   1  Added[amount=1]
                          raised  2  Added[amount=2]

                        Let getMemento() hand out all of the state, and applyMemento(...) take all of it back.""");
    }

    @Test
    void a_command_that_is_refused_is_checked_no_less() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Lossy.class)
                        .given(new Added(1))
                        .when(sum -> {
                            throw new IllegalStateException();
                        })
                        .expectException(IllegalStateException.class)))
                .startsWith(
                        "Lossy lossy-1: the state through a snapshot of revision 1 is not the state after a replay");
    }

    @Test
    void a_memento_that_is_not_to_be_had_is_found() {
        AssertionError failure = Failing.failure(() -> AggregateFixture.of(Wrong.Picky.class)
                .factory(id -> new Wrong.Picky(id, 1, 9))
                .given(new Added(1))
                .when(sum -> sum.add(2))
                .expectEvents(new Added(2)));

        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getMessage()).isEqualTo("""
                        Picky picky-1: getMemento() fails at revision 2

                          java.lang.IllegalStateException: no memento of 2

                          given   1  Added[amount=1]
                          raised  2  Added[amount=2]

                        A snapshot may be taken at any revision. SnapshotPolicy.except(...) leaves a class out.""");
    }

    @Test
    void a_memento_that_is_refused_is_found() {
        AssertionError failure = Failing.failure(() -> AggregateFixture.of(Wrong.Picky.class)
                .factory(id -> new Wrong.Picky(id, 9, 0))
                .given(new Added(1))
                .when(sum -> sum.add(2))
                .expectEvents(new Added(2)));

        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getMessage()).isEqualTo("""
                        Picky picky-1: applyMemento(...) refuses what getMemento() gave at revision 1

                          java.lang.IllegalStateException: not 1

                          the payload is Total[sum=1]

                          given   1  Added[amount=1]
                          raised  2  Added[amount=2]

                        Repositories pass over such a snapshot, with a warning, and replay everything.""");
    }

    @Test
    void a_memento_after_which_events_cannot_be_applied_is_found() {
        assertThat(Failing.text(() -> AggregateFixture.of(Wrong.Frozen.class)
                        .given(new Added(1))
                        .when(items -> items.add(2))
                        .expectEvents(new Added(2))))
                .startsWith("Frozen frozen-1: a replay behind a snapshot of revision 1 fails\n\n"
                        + "  java.lang.IllegalStateException: revision 2 (commit 2) of stream frozen-1")
                .endsWith("UnsupportedOperationException");
    }

    @Test
    void a_class_without_snapshots_is_not_asked_for_any() {
        AggregateFixture.of(Wrong.Half.class)
                .given(new Added(1))
                .when(sum -> sum.add(2))
                .expectEvents(new Added(2));
    }

    @Test
    void each_command_has_a_store_of_its_own() {
        AtomicInteger made = new AtomicInteger();
        AggregateGiven<Account> given = AggregateFixture.of(Account.class)
                .factory(id -> {
                    made.incrementAndGet();
                    return new Account(id);
                })
                .given(new Account.Opened("anna"));

        given.when(account -> account.deposit(1)).expectEvents(new Account.Deposited(1));
        given.when(account -> account.deposit(1)).expectEvents(new Account.Deposited(1));
        assertThat(made).hasPositiveValue();
    }
}
