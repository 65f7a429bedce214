package io.aett.reactive.test;

import static io.aett.reactive.test.SagaFixture.cancelled;
import static io.aett.reactive.test.SagaFixture.timer;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventMessage;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.test.Shipping.Cancel;
import io.aett.reactive.test.Shipping.Noted;
import io.aett.reactive.test.Shipping.Paid;
import io.aett.reactive.test.Shipping.Placed;
import io.aett.reactive.test.Shipping.Ship;
import io.aett.reactive.test.Shipping.Thank;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SagaFixtureTest {

    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant NEXT_MONDAY = MONDAY.plus(Duration.ofDays(7));
    private static final Instant THURSDAY = MONDAY.plus(Duration.ofDays(3));
    private static final Placed PLACED = new Placed("tea", MONDAY);

    private final SagaFixture<Shipping> fixture = SagaFixture.of(Shipping.class);
    private final SagaGiven<Shipping> placed = fixture.given(PLACED);

    @Test
    void an_event_leads_to_commands_and_cancels_timers() {
        placed.when(new Paid(3))
                .expectCommands(new Ship("tea"), EventMatcher.any(Thank.class))
                .expectTimers(cancelled("reminder"), cancelled("payment"))
                .expectEvents(new Paid(3))
                .expectState(saga -> assertThat(saga.product()).isEqualTo("tea"));
    }

    @Test
    void an_event_sets_timers() {
        fixture.givenNothing()
                .when(PLACED)
                .expectNoCommands()
                .expectTimers(
                        timer("payment", NEXT_MONDAY, new Cancel("tea")),
                        timer("reminder", THURSDAY, EventMatcher.any(Noted.class)));
    }

    @Test
    void a_method_of_the_saga_decides_whether_there_is_a_transition() {
        placed.when(saga -> saga.note("")).expectNothing();
        placed.when(saga -> saga.note("x")).expectNoCommands().expectNoTimers().expectEvents(new Noted("x"));
    }

    @Test
    void what_came_of_an_event_where_nothing_was_expected_is_shown() {
        assertThat(Failing.text(() -> placed.when(saga -> saga.note("x")).expectNothing()))
                .startsWith("Shipping shipping-1: expected no event, but 1 was stored\n");
        assertThat(Failing.text(() -> placed.when(PLACED).expectNothing()))
                .startsWith("Shipping shipping-1: the timers are not the expected ones\n")
                .contains("> 1  (nothing) | payment at", "  2  (nothing) | reminder at");
        assertThat(Failing.text(() -> placed.when(new Paid(1)).expectNothing()))
                .startsWith("Shipping shipping-1: expected no command, but 2 were dispatched\n");
    }

    @Test
    void a_given_event_that_loses_something_is_found() {
        assertThat(Failing.text(() -> fixture.given(PLACED, new Shipping.Secret("key"))
                        .when(new Paid(1))
                        .expectNoCommands()))
                .startsWith(
                        "Shipping shipping-1: given event 2 does not come back as it was stored: Secret loses or changes key\n");
    }

    @Test
    void events_follow_each_other() {
        fixture.givenNothing()
                .when(PLACED)
                .expectNoCommands()
                .and()
                .when(new Paid(1))
                .expectCommands(new Ship("tea"), new Thank("tea"))
                .and()
                .when(saga -> saga.note("sent"))
                .expectNoCommands();
    }

    @Test
    void an_event_is_refused() {
        placed.when(new Paid(-1))
                .expectException(IllegalArgumentException.class)
                .withMessage("an amount of -1");
        assertThat(Failing.text(() -> placed.when(new Paid(-1)).expectNoCommands()))
                .isEqualTo("""
                        Shipping shipping-1: expected no command, but the command was refused

                          java.lang.IllegalArgumentException: an amount of -1""");
        assertThat(Failing.text(() -> placed.when(new Paid(1)).expectException(IllegalArgumentException.class)))
                .startsWith(
                        "Shipping shipping-1: expected java.lang.IllegalArgumentException, but the command succeeded");
    }

    @Test
    void a_timer_fires_with_its_command() {
        placed.whenTimerFires("payment").expectCommand(new Cancel("tea")).expectDue(NEXT_MONDAY);

        assertThat(Failing.text(() -> placed.whenTimerFires("payment").expectCommand(new Cancel("rum"))))
                .isEqualTo("""
                        Shipping shipping-1: the command of timer payment is not the expected one

                             expected            | handed over
                        > 1  Cancel[product=rum] | Cancel[product=tea]

                          product
                            expected:    "rum"
                            handed over: "tea\"""");
        assertThat(Failing.text(() -> placed.whenTimerFires("payment").expectDue(MONDAY)))
                .isEqualTo("Shipping shipping-1: expected timer payment at 2026-01-05T00:00:00Z, but it is set for "
                        + "2026-01-12T00:00:00Z");
    }

    @Test
    void a_timer_that_is_not_set_or_cancelled_since_does_not_fire() {
        assertThat(Failing.text(() -> placed.whenTimerFires("other"))).isEqualTo("""
                        Shipping shipping-1: no timer other is set, but payment, reminder

                          given   1  Placed[product=tea, at=2026-01-05T00:00:00Z]""");
        assertThat(Failing.text(() -> fixture.given(PLACED, new Paid(1)).whenTimerFires("payment")))
                .startsWith("Shipping shipping-1: no timer payment is set, and no other\n");
    }

    @Test
    void other_commands_are_shown_beside_the_expected_ones() {
        assertThat(Failing.text(() -> placed.when(new Paid(1)).expectCommands(new Ship("tea"))))
                .isEqualTo("""
                        Shipping shipping-1: expected 1 command, but 2 were dispatched

                             expected          | dispatched
                          1  Ship[product=tea] | Ship[product=tea]
                        > 2  (nothing)         | Thank[product=tea]""");
    }

    @Test
    void other_timers_are_shown_beside_the_expected_ones() {
        assertThat(Failing.text(() -> fixture.givenNothing()
                        .when(PLACED)
                        .expectNoCommands()
                        .expectTimers(timer("payment", MONDAY, new Cancel("tea")))))
                .isEqualTo("""
                        Shipping shipping-1: the timers are not the expected ones

                             expected                                             | set
                        > 1  payment at 2026-01-05T00:00:00Z: Cancel[product=tea] | payment at 2026-01-12T00:00:00Z: Cancel[product=tea]
                          2  (nothing)                                            | reminder at 2026-01-08T00:00:00Z: Noted[text=pay]""");
        assertThat(Failing.text(() -> placed.when(new Paid(1))
                        .expectCommands(new Ship("tea"), new Thank("tea"))
                        .expectTimers(timer("payment", MONDAY, new Cancel("tea")), cancelled("reminder"))))
                .contains("> 1  payment at", "| payment cancelled\n", "  2  reminder cancelled");
        assertThat(Failing.text(() -> fixture.givenNothing()
                        .when(PLACED)
                        .expectNoCommands()
                        .expectTimers(timer("payment", NEXT_MONDAY, new Cancel("rum")), cancelled("reminder"))))
                .contains("> 1  payment at");
    }

    @Test
    void other_events_are_shown_beside_the_expected_ones() {
        assertThat(Failing.text(() -> placed.when(new Paid(1))
                        .expectCommands(new Ship("tea"), new Thank("tea"))
                        .expectEvents(new Paid(2))))
                .startsWith("Shipping shipping-1: event 1 is not the expected one\n")
                .contains("| stored\n");
    }

    @Test
    void a_saga_that_dispatches_while_it_is_loaded_is_found() {
        assertThat(Failing.text(() -> SagaFixture.of(Shipping.Eager.class)
                        .given(PLACED)
                        .when(new Paid(1))
                        .expectNoCommands()))
                .isEqualTo("""
                        Eager eager-1: loading it leaves commands or timers

                          UndispatchedMessage.0: Ship[product=nothing]

                          given   (nothing)
                          raised  (nothing)

                        Constructors run on each load: dispatch and schedule in apply(...), which does neither while it is loaded.""");
    }

    @Test
    void a_command_without_a_transition_is_found() {
        assertThat(Failing.text(() -> SagaFixture.of(Shipping.Silent.class)
                        .given(PLACED)
                        .when(Shipping.Silent::ship)
                        .expectCommands(new Ship("nothing"))))
                .startsWith(
                        "Silent silent-1: saving it fails\n\n"
                                + "  java.lang.IllegalStateException: saga silent-1 (io.aett.reactive.test.Shipping$Silent) dispatched");
    }

    @Test
    void state_that_is_changed_without_an_event_is_found() {
        assertThat(Failing.text(() -> SagaFixture.of(Shipping.Silent.class)
                        .given(PLACED)
                        .when(Shipping.Silent::count)
                        .expectNothing()))
                .startsWith("""
                        Silent silent-1: the state after the command is not the state after a replay

                          notes
                            after the command: 1
                            after a replay:    0
                        """);
        SagaFixture.of(Shipping.Silent.class)
                .ignoringState("notes")
                .given(PLACED)
                .when(Shipping.Silent::count)
                .expectNothing();
    }

    @Test
    void a_saga_that_is_not_the_same_each_time_is_found() {
        assertThat(Failing.text(() -> SagaFixture.of(Shipping.Timed.class)
                        .givenNothing()
                        .when(PLACED)
                        .expectNoCommands()))
                .startsWith("Timed timed-1: two replays of the same events differ\n\n  number\n");
    }

    @Test
    void a_command_that_loses_something_is_found() {
        assertThat(Failing.text(() -> SagaFixture.of(Shipping.Silent.class)
                        .given(PLACED)
                        .when(saga -> saga.tell("key"))
                        .expectNothing()))
                .startsWith("Silent silent-1: header UndispatchedMessage.0 does not come back as it was stored:"
                        + " Secret loses or changes key\n");
    }

    @Test
    void the_past_has_to_be_possible() {
        assertThat(Failing.text(() ->
                        fixture.given(PLACED, new Paid(-1)).when(new Paid(1)).expectNoCommands()))
                .isEqualTo("""
                        Shipping shipping-1: given event 2 fails

                          java.lang.IllegalArgumentException: an amount of -1""");
    }

    @Test
    void what_the_program_has_is_used() {
        TopicMap topics = TopicMap.create().register(Placed.class, Noted.class, Cancel.class);
        assertThat(Failing.text(() ->
                        fixture.topicMap(topics).given(PLACED).when(new Paid(1)).expectNoCommands()))
                .startsWith("Shipping shipping-1: event 1 cannot be stored: Paid is refused");
        SagaFixture.of(Shipping.class, "shipping-7")
                .serializer(JacksonEventSerializer.create(topics))
                .factory(Shipping::new)
                .given(List.of(EventMessage.of(PLACED)))
                .when(new Noted("x"))
                .expectNoCommands()
                .expectState(saga -> assertThat(saga.id()).isEqualTo("shipping-7"));
    }

    @Test
    void a_factory_makes_what_needs_more_than_its_id() {
        SagaFixture.of(Shipping.Gentle.class)
                .factory(id -> new Shipping.Gentle(id, 3))
                .given(PLACED)
                .when(new Noted("x"))
                .expectNoCommands()
                .expectState(saga -> assertThat(saga.limit()).isEqualTo(3));
    }
}
