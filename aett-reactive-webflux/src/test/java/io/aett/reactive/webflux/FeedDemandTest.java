package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.memory.CountedMemory;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.Bank.Account;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.test.subscriber.TestSubscriber;

/** What is read on behalf of a client that takes one piece after the other. */
@ExtendWith(AlwaysOn.class)
class FeedDemandTest {

    private static final int COMMITS = 600;
    private static final int PAGE = 10;

    private final MemoryOptions options =
            MemoryOptions.builder().topicMap(Bank.TOPICS).pageSize(PAGE).build();
    private final CountedMemory counted = CountedMemory.on(MemoryEventStore.create(options), options);
    private final CountedFollowers followers = new CountedFollowers(counted.store());
    private final AettWebFlux kit = AettWebFlux.builder(followers, TenantResolver.always(BankServer.TENANT))
            .heartbeat(Duration.ofHours(1))
            .build();
    private final TestSubscriber<Line> client =
            TestSubscriber.builder().initialRequest(0).build();

    @BeforeEach
    void fill() {
        Bank bank = new Bank(counted.store());
        Await.done(Flux.range(0, COMMITS)
                .concatMap(n ->
                        bank.accounts(BankServer.TENANT).update(Account.class, "a" + n, account -> account.deposit(1)))
                .then());
        counted.requests().reset();
    }

    /** One commit and one sign of life may stand ready behind what was taken, and one commit behind those. */
    @Test
    void one_commit_comes_after_the_other_and_no_page_before_it_is_wanted() {
        Feed.lines(EventStreamResponse.of(kit, BankServer.TENANT), kit, 0).subscribe(client);

        for (int taken = 1; taken <= 2 * PAGE; taken++) {
            client.request(1);
            int pieces = taken;
            Await.until(
                    () -> "piece " + pieces, () -> client.getReceivedOnNext().size() >= pieces);

            assertThat(followers.delivered().get()).isLessThanOrEqualTo(taken + 2);
            assertThat(counted.requests().log().pages()).isLessThanOrEqualTo((taken + 2) / PAGE + 2);
        }
        client.cancel();
        assertThat(followers.following()).hasValue(0);
    }

    @Test
    void a_client_that_takes_nothing_has_one_page_read() {
        Feed.lines(EventStreamResponse.of(kit, BankServer.TENANT), kit, 0).subscribe(client);
        Await.until(() -> "the first commit", () -> followers.delivered().get() > 0);

        assertThat(followers.delivered().get()).isLessThanOrEqualTo(2);
        assertThat(counted.requests().log().pages()).isEqualTo(1);
        client.cancel();
    }
}
