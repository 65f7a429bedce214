package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aett.reactive.Commit;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.test.AettAssertions;
import io.aett.reactive.test.AggregateFixture;
import io.aett.reactive.test.DeciderFixture;
import io.aett.reactive.test.EventMatcher;
import io.aett.reactive.test.Fault;
import io.aett.reactive.test.FaultyEventStore;
import io.aett.reactive.test.SagaFixture;
import io.aett.reactive.test.SagaGiven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import outside.docs.BankExample.Deposited;
import outside.docs.BankExample.Opened;
import outside.docs.BankExample.Withdrawn;
import outside.docs.DeciderExample.Book;
import outside.docs.DeciderExample.Booked;
import outside.docs.DeciderExample.Seats;
import outside.docs.DeciderExample.ShowOpened;
import outside.docs.DeciderExample.SoldOut;
import outside.docs.PaymentExample.CancelOrder;
import outside.docs.PaymentExample.GiveUp;
import outside.docs.PaymentExample.OrderPlaced;
import outside.docs.PaymentExample.Payment;
import outside.docs.PaymentExample.PaymentReceived;
import outside.docs.PaymentExample.RequestPayment;
import outside.docs.PaymentExample.ShipOrder;
import outside.docs.SnapshotExample.Till;
import reactor.test.StepVerifier;

/** The code of the guide to testing, at work, and the failures that it shows. */
class TestingTest {

    private static final AggregateFixture<Account> ACCOUNT = AggregateFixture.of(Account.class);

    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-07-01T12:15:00Z");
    private static final SagaFixture<Payment> PAYMENT = SagaFixture.of(Payment.class);

    /** Counts where it should not. */
    static final class Careless extends Aggregate<Void> {

        private long cents;
        private int withdrawals;

        Careless(String id) {
            super(id);
        }

        void withdraw(long amount) {
            withdrawals++;
            raiseEvent(new Withdrawn(amount));
        }

        void apply(Deposited event) {
            cents += event.cents();
        }

        void apply(Withdrawn event) {
            cents -= event.cents();
        }

        boolean isEmpty() {
            return cents == 0 && withdrawals > 0;
        }
    }

    private final MemoryEventStore memory = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create().register(AccountEvent.class))
            .build());

    private static String failure(ThrowingCallable failing) {
        return catchThrowableOfType(AssertionError.class, failing).getMessage();
    }

    private static List<String> failuresOfTheGuide() throws IOException {
        return Pattern.compile("^```text\n(.*?)\n```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/guides/testing-your-domain.md")))
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    @Test
    void who_has_enough_can_withdraw() {
        ACCOUNT.given(new Opened("Ann"), new Deposited(1000))
                .when(account -> account.withdraw(300))
                .expectEvents(new Withdrawn(300))
                .expectState(account -> assertThat(account.state().cents()).isEqualTo(700));
    }

    @Test
    void nobody_can_withdraw_more_than_there_is() {
        ACCOUNT.given(new Opened("Ann"), new Deposited(1000))
                .when(account -> account.withdraw(1001))
                .expectException(IllegalStateException.class)
                .withMessage("there are only 1000 cents");
    }

    @Test
    void what_is_not_known_beforehand_is_left_out() {
        ACCOUNT.given(new Opened("Ann"))
                .when(account -> account.deposit(500))
                .expectEvents(EventMatcher.ignoring(new Deposited(0), "cents"));
        ACCOUNT.given(new Opened("Ann"))
                .when(account -> account.deposit(500))
                .expectEvents(EventMatcher.that(
                        Deposited.class,
                        deposited -> assertThat(deposited.cents()).isPositive()));
    }

    @Test
    void the_failures_are_printed_as_the_guide_shows_them() throws IOException {
        assertThat(failuresOfTheGuide())
                .containsExactly(
                        failure(() -> ACCOUNT.given(new Opened("Ann"), new Deposited(1000))
                                .when(account -> {
                                    account.deposit(200);
                                    account.withdraw(300);
                                })
                                .expectEvents(new Deposited(200), new Withdrawn(100))),
                        failure(() -> AggregateFixture.of(Careless.class)
                                .given(new Deposited(1000))
                                .when(account -> account.withdraw(300))
                                .expectState(
                                        account -> assertThat(account.isEmpty()).isFalse())));
    }

    @Test
    void an_aggregate_with_snapshots_is_loaded_through_each_of_them() {
        AggregateFixture.of(Till.class)
                .given(new Deposited(1), new Deposited(2))
                .when(till -> till.put(3))
                .expectEvents(new Deposited(3))
                .expectState(till -> assertThat(till.state()).isEqualTo(new Till.State(6, 3)));
    }

    @Test
    void an_order_is_paid_within_a_quarter_of_an_hour() {
        PAYMENT.givenNothing()
                .when(new OrderPlaced("order-1", 500, NOON))
                .expectCommands(new RequestPayment("order-1", 500))
                .expectTimers(SagaFixture.timer("deadline", DEADLINE, new GiveUp()));
    }

    @Test
    void what_is_paid_in_time_is_shipped() {
        PAYMENT.given(new OrderPlaced("order-1", 500, NOON))
                .when(new PaymentReceived("order-1", 500))
                .expectCommands(new ShipOrder("order-1"))
                .expectTimers(SagaFixture.cancelled("deadline"));
    }

    @Test
    void what_is_not_paid_in_time_is_cancelled() {
        SagaGiven<Payment> unpaid = PAYMENT.given(new OrderPlaced("order-1", 500, NOON));

        unpaid.whenTimerFires("deadline").expectCommand(new GiveUp());
        unpaid.when(Payment::giveUp).expectCommands(new CancelOrder("order-1"));
    }

    @Test
    void the_last_seats_are_sold() {
        DeciderFixture.of(DeciderExample.SEATS)
                .withSnapshots()
                .given(new ShowOpened(3))
                .when(new Book("Ann", 3))
                .expectEvents(new Booked("Ann", 3), new SoldOut())
                .expectState(new Seats(true, 0));
    }

    @Test
    void a_lost_answer_does_not_withdraw_twice() {
        FaultyEventStore<MemoryEventStore> store = FaultyEventStore.over(memory).onCommit(2, Fault.loseAnswer());
        AggregateRepository accounts = DefaultAggregateRepository.create("my-bank", store);

        StepVerifier.create(accounts.update(Account.class, "account-1", account -> {
                    account.open("Ann");
                    account.deposit(1000);
                }))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(accounts.update(Account.class, "account-1", account -> account.withdraw(300)))
                .assertNext(account -> assertThat(account.state().cents()).isEqualTo(700))
                .verifyComplete();
        assertThat(store.faultCount()).isEqualTo(1);
    }

    @Test
    void a_commit_is_looked_at() {
        Commit commit = Commit.builder()
                .tenantId("my-bank")
                .streamId("account-1")
                .streamRevision(3)
                .header("user", "ann")
                .event(new Withdrawn(300))
                .build();

        AettAssertions.assertThat(commit)
                .hasEvents(new Withdrawn(300))
                .hasRevision(3)
                .hasHeader("user", "ann");
    }
}
