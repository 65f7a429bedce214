package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.aett.reactive.EventMessage;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.test.Account.Deposited;
import io.aett.reactive.test.Account.Opened;
import io.aett.reactive.test.Account.Transferred;
import io.aett.reactive.test.Account.Withdrawn;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AggregateFixtureTest {

    private final AggregateFixture<Account> fixture = AggregateFixture.of(Account.class);
    private final AggregateGiven<Account> ten = fixture.given(new Opened("anna"), new Deposited(10));

    @Test
    void a_command_raises_events_and_leaves_a_state() {
        ten.when(account -> account.withdraw(3))
                .expectEvents(new Withdrawn(3))
                .expectState(account -> assertThat(account.balance()).isEqualTo(7));
        ten.when(account -> account.withdraw(3))
                .expectState(account -> assertThat(account.owner()).isEqualTo("anna"));
    }

    @Test
    void a_command_that_raises_nothing_is_expected_to() {
        ten.when(account -> account.withdraw(0)).expectNothing();
        fixture.givenNothing().when(account -> account.withdraw(0)).expectNothing();
        ten.when(account -> account.withdraw(0)).expectEvents(List.of());
    }

    @Topic(value = "versioned", version = 2)
    record Versioned(int amount) {}

    static final class Newer extends Aggregate<Void> {

        Newer(String id) {
            super(id);
        }

        void add(Object event) {
            raiseEvent(event);
        }

        void apply(Versioned event) {}
    }

    @Test
    void an_event_of_a_later_version_is_read_as_it_was_written() {
        AggregateFixture.of(Newer.class)
                .given(new Versioned(1))
                .when(newer -> newer.add(new Versioned(2)))
                .expectEvents(new Versioned(2));
    }

    @Test
    void a_mistake_in_the_class_is_no_refusal() {
        assertThat(Failing.text(() -> AggregateFixture.of(Newer.class)
                        .givenNothing()
                        .when(newer -> newer.add("unknown"))
                        .expectException(IllegalStateException.class)))
                .contains("was not refused: it cannot be done")
                .contains("no handler for event java.lang.String");
    }

    @Test
    void a_command_is_refused() {
        ten.when(account -> account.withdraw(11))
                .expectException(IllegalStateException.class)
                .withMessage("there are only 10")
                .withMessageContaining("only")
                .satisfying(thrown -> assertThat(thrown).hasNoCause());
    }

    @Test
    void an_aggregate_is_created_with_an_id_of_its_own() {
        fixture.givenNothing()
                .whenCreating(() -> Account.open("account-7", "bob"))
                .expectEvents(new Opened("bob"))
                .expectState(account -> assertThat(account.id()).isEqualTo("account-7"));
        fixture.givenNothing()
                .whenCreating(() -> Account.refuse("eve"))
                .expectException(IllegalArgumentException.class)
                .withMessageContaining("eve");
        assertThat(Failing.text(() -> fixture.givenNothing()
                        .whenCreating(() -> Account.open("account-7", "bob"))
                        .expectNothing()))
                .startsWith("Account account-7: expected no event, but 1 was raised\n");
    }

    @Test
    void a_command_answers() {
        ten.whenAsked(account -> account.withdraw(3)).expectAnswer(7).expectEvents(new Withdrawn(3));
    }

    @Test
    void commands_follow_each_other() {
        ten.when(account -> account.withdraw(3))
                .expectEvents(new Withdrawn(3))
                .and()
                .when(account -> account.withdraw(7))
                .expectEvents(new Withdrawn(7))
                .and()
                .when(account -> account.withdraw(1))
                .expectException(IllegalStateException.class);
    }

    @Test
    void what_is_drawn_is_matched() {
        ten.when(account -> account.transfer(4, "bob"))
                .expectEvents(EventMatcher.ignoring(new Transferred(new UUID(0, 0), 4, "bob"), "id"));
        ten.when(account -> account.transfer(4, "bob"))
                .expectEvents(EventMatcher.that(
                        Transferred.class,
                        transferred -> assertThat(transferred.amount()).isEqualTo(4)));
        ten.when(account -> account.transfer(4, "bob")).expectEvents(EventMatcher.any(Transferred.class));
        ten.when(account -> account.transfer(4, "bob"))
                .expectEventsMatching(
                        events -> assertThat(events).singleElement().isInstanceOf(Transferred.class));
    }

    @Test
    void headers_count_where_they_are_expected() {
        ten.when(account -> account.depositFrom(1, "bob")).expectEvents(new Deposited(1));
        ten.when(account -> account.depositFrom(1, "bob"))
                .expectEvents(new EventMessage(new Deposited(1), Map.of("user", "bob")));

        assertThat(Failing.text(() -> ten.when(account -> account.depositFrom(1, "bob"))
                        .expectEvents(new EventMessage(new Deposited(1), Map.of("user", "eve")))))
                .isEqualTo("""
                        Account account-1: event 1 is not the expected one

                             expected                                    | raised
                        > 1  Deposited[amount=1] with headers {user=eve} | Deposited[amount=1] with headers {user=bob}

                          headers["user"]
                            expected: "eve"
                            raised:   "bob\"""");
    }

    @Test
    void events_in_headers_are_learned_too() {
        EventMessage caused = new EventMessage(new Deposited(1), Map.of("cause", EventMessage.of(new Withdrawn(1))));

        fixture.given(caused).when(account -> account.deposit(2)).expectEvents(new Deposited(2));
    }

    @Test
    void another_event_is_shown_beside_the_expected_one() {
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(3)).expectEvents(new Withdrawn(4))))
                .isEqualTo("""
                        Account account-1: event 1 is not the expected one

                             expected            | raised
                        > 1  Withdrawn[amount=4] | Withdrawn[amount=3]

                          amount
                            expected: 4
                            raised:   3""");
    }

    @Test
    void an_event_of_another_class_is_shown_beside_the_expected_one() {
        assertThat(Failing.text(() -> ten.when(account -> {
                            account.deposit(1);
                            account.withdraw(3);
                        })
                        .expectEvents(new Deposited(1), new Deposited(3))))
                .isEqualTo("""
                        Account account-1: event 2 is not the expected one

                             expected            | raised
                          1  Deposited[amount=1] | Deposited[amount=1]
                        > 2  Deposited[amount=3] | Withdrawn[amount=3]""");
    }

    @Test
    void a_missing_event_is_marked() {
        assertThat(Failing.text(() ->
                        ten.when(account -> account.withdraw(3)).expectEvents(new Withdrawn(3), new Deposited(3000))))
                .isEqualTo("""
                        Account account-1: expected 2 events, but only 1 was raised

                             expected               | raised
                          1  Withdrawn[amount=3]    | Withdrawn[amount=3]
                        > 2  Deposited[amount=3000] | (nothing)""");
    }

    @Test
    void an_event_too_many_is_marked() {
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(3)).expectNothing()))
                .isEqualTo("""
                        Account account-1: expected no event, but 1 was raised

                             expected  | raised
                        > 1  (nothing) | Withdrawn[amount=3]""");
    }

    @Test
    void long_events_are_shown_below_each_other() {
        String long1 = "a name that is as long as names of people and of companies can be";
        String long2 = "a name that is as long as names of people and of companies can b";
        assertThat(Failing.text(() -> fixture.givenNothing()
                        .whenCreating(() -> Account.open("account-1", long2))
                        .expectEvents(new Opened(long1))))
                .isEqualTo("""
                        Account account-1: event 1 is not the expected one

                        > 1  expected  Opened[owner=a name that is as long as names of people and of companies can be]
                             raised    Opened[owner=a name that is as long as names of people and of companies can b]

                          owner
                            expected: "a name that is as long as names of people and of companies can be"
                            raised:   "a name that is as long as names of people and of companies can b\"""");
    }

    @Test
    void a_failing_matcher_says_what_its_assertions_say() {
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(3))
                        .expectEvents(EventMatcher.that(
                                Withdrawn.class, withdrawn -> fail("too little:\n" + withdrawn.amount())))))
                .isEqualTo("""
                        Account account-1: event 1 is not the expected one

                             expected           | raised
                        > 1  Withdrawn that ... | Withdrawn[amount=3]

                          too little:
                          3""");
        assertThat(Failing.text(
                        () -> ten.when(account -> account.withdraw(3)).expectEvents(EventMatcher.any(Deposited.class))))
                .isEqualTo("""
                        Account account-1: event 1 is not the expected one

                             expected      | raised
                        > 1  any Deposited | Withdrawn[amount=3]""");
    }

    @Test
    void an_exception_where_events_were_expected_is_the_cause() {
        AssertionError failure =
                Failing.failure(() -> ten.when(account -> account.withdraw(11)).expectEvents(new Withdrawn(11)));

        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getMessage()).isEqualTo("""
                        Account account-1: expected 1 event, but the command was refused

                          java.lang.IllegalStateException: there are only 10""");
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(11)).expectNothing()))
                .startsWith("Account account-1: expected no event, but the command was refused");
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(11)).expectState(account -> {})))
                .startsWith("Account account-1: expected a state, but the command was refused");
        assertThat(Failing.text(() -> ten.when(account -> account.withdraw(11)).expectEventsMatching(events -> {})))
                .startsWith("Account account-1: expected events, but the command was refused");
        assertThat(Failing.text(
                        () -> ten.whenAsked(account -> account.withdraw(11)).expectAnswer(1)))
                .startsWith("Account account-1: expected the answer 1, but the command was refused");
    }

    @Test
    void success_where_an_exception_was_expected_shows_what_was_raised() {
        assertThat(Failing.text(
                        () -> ten.when(account -> account.withdraw(10)).expectException(IllegalStateException.class)))
                .isEqualTo("""
                        Account account-1: expected java.lang.IllegalStateException, but the command succeeded

                          given   1  Opened[owner=anna]
                                  2  Deposited[amount=10]
                          raised  3  Withdrawn[amount=10]""");
    }

    @Test
    void another_exception_is_the_cause() {
        AssertionError failure = Failing.failure(
                () -> ten.when(account -> account.withdraw(11)).expectException(IllegalArgumentException.class));

        assertThat(failure).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(failure.getMessage()).isEqualTo("""
                        Account account-1: expected java.lang.IllegalArgumentException, but the command threw another exception

                          java.lang.IllegalStateException: there are only 10""");
    }

    @Test
    void another_message_is_shown_below_the_expected_one() {
        ExpectedException<IllegalStateException> refused =
                ten.when(account -> account.withdraw(11)).expectException(IllegalStateException.class);

        assertThat(Failing.text(() -> refused.withMessage("there are only 11"))).isEqualTo("""
                        Account account-1: expected the message

                          "there are only 11"

                        but java.lang.IllegalStateException has

                          "there are only 10\"""");
        assertThat(Failing.text(() -> refused.withMessageContaining("many")))
                .startsWith("Account account-1: expected a message with\n\n  \"many\"\n");
    }

    @Test
    void another_answer_is_shown_below_the_expected_one() {
        assertThat(Failing.text(
                        () -> ten.whenAsked(account -> account.withdraw(3)).expectAnswer(8)))
                .isEqualTo("""
                        Account account-1: the command gave another answer

                          expected: 8
                          returned: 7""");
    }

    @Test
    void a_publisher_is_refused_as_an_answer() {
        assertThat(Failing.text(
                        () -> ten.whenAsked(account -> account.withdrawLater(3)).expectNothing()))
                .startsWith("Account account-1: the command returned a reactor.core.publisher.Mono")
                .endsWith("""
                        , to which nobody would subscribe

                        Ask for what a command needs before the update, and flatMap the update's result to what comes after it.""");
    }

    @Test
    void assertions_of_the_test_s_own_are_thrown_as_they_are() {
        AssertionError own = new AssertionError("own");
        assertThat(Failing.failure(() -> ten.when(account -> {
                            throw own;
                        })
                        .expectException(Exception.class)))
                .isSameAs(own);
        assertThat(Failing.failure(
                        () -> ten.when(account -> account.withdraw(1)).expectState(account -> {
                            throw own;
                        })))
                .isSameAs(own);
    }

    @Test
    void a_class_that_the_program_does_not_register_is_found() {
        TopicMap topics = TopicMap.create().register(Opened.class, Deposited.class, Account.State.class);
        AggregateGiven<Account> strict = fixture.topicMap(topics).given(new Opened("anna"), new Deposited(10));

        strict.when(account -> account.deposit(3)).expectEvents(new Deposited(3));
        assertThat(Failing.text(
                        () -> strict.when(account -> account.withdraw(3)).expectEvents(new Withdrawn(3))))
                .isEqualTo("""
                        Account account-1: raised event 1 cannot be stored: Withdrawn is refused

                          io.aett.reactive.test.Account$Withdrawn has no topic; call topicMap.register(Withdrawn.class), \
                        which takes its name from @Topic or else from the class, or topicMap.add(topic, Withdrawn.class)""");
        assertThat(Failing.text(() -> fixture.serializer(JacksonEventSerializer.create(topics))
                        .given(new Withdrawn(3))
                        .when(account -> account.deposit(3))
                        .expectEvents(new Deposited(3))))
                .startsWith("Account account-1: given event 1 cannot be stored: Withdrawn is refused");
    }

    @Test
    void an_event_that_the_aggregate_does_not_know_is_named() {
        assertThat(Failing.text(() -> fixture.given("opened", "closed")
                        .when(account -> account.deposit(1))
                        .expectNothing()))
                .startsWith("Account account-1: given event 1 cannot be stored: String is refused");
        assertThat(Failing.text(() -> fixture.given(new Account.State("anna", 1))
                        .when(account -> account.deposit(1))
                        .expectNothing()))
                .startsWith(
                        "Account account-1: loading the given events fails\n\n"
                                + "  java.lang.IllegalStateException: revision 1 (commit 1) of stream account-1 (tenant test) is an event");
    }
}
