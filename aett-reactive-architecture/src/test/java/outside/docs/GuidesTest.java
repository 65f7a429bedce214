package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import outside.docs.SnapshotExample.Till;
import outside.docs.WelcomeExample.SendGift;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The code of the guides, at work. */
class GuidesTest {

    private final EventStore store = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create().register(AccountEvent.class, Till.State.class, SendGift.class))
            .build());
    private final AggregateRepository accounts = SnapshotExample.repository(store);

    private static <T> T wait(Mono<T> result) {
        return Objects.requireNonNull(result.block(Duration.ofSeconds(30)));
    }

    @BeforeEach
    void open_an_account() {
        wait(accounts.update(Account.class, "account-1", account -> {
            account.open("Ann");
            account.deposit(1000);
        }));
    }

    @Test
    void a_read_model_follows() {
        wait(accounts.update(Account.class, "account-1", account -> account.withdraw(300)));
        Balances balances = new Balances();

        wait(balances.run(store).take(2).collectList());
        assertThat(balances.of("account-1")).isEqualTo(700);

        wait(accounts.update(Account.class, "account-1", account -> account.withdraw(100)));
        wait(balances.run(store).take(1).collectList());
        assertThat(balances.of("account-1")).isEqualTo(600);
    }

    @Test
    void whoever_opens_an_account_gets_a_gift() {
        Disposable running = WelcomeExample.welcome(store, accounts).subscribe();
        try {
            Await.until(
                    () -> "gift",
                    () -> wait(accounts.get(Account.class, "account-1")).state().cents() == 1500);
        } finally {
            running.dispose();
        }
    }

    @Test
    void a_commit_is_repeated_until_its_outcome_is_known() {
        Commit commit = Commit.builder()
                .tenantId("my-bank")
                .streamId("account-2")
                .event(new BankExample.Opened("Bob"))
                .build();

        Commit stored = wait(Snippets.repeat(store, commit));

        assertThat(wait(Snippets.repeat(store, commit))).isEqualTo(stored);
    }

    @Test
    void a_message_that_comes_twice_is_stored_once() {
        wait(Snippets.deposit(accounts, "message-1", 5));

        assertThat(wait(Snippets.deposit(accounts, "message-1", 5)).state().cents())
                .isEqualTo(1005);
        assertThat(wait(store.management().head())).isEqualTo(2);
    }

    @Test
    void a_request_that_is_sent_twice_withdraws_once_and_on_what_was_seen() {
        UUID request = new UUID(1, 2);
        for (int i = 0; i < 2; i++) {
            assertThat(wait(Snippets.withdraw(accounts, request, 2, 300, "ann")))
                    .isEqualTo(700);
        }
        assertThatThrownBy(() -> wait(Snippets.withdraw(accounts, new UUID(1, 3), 2, 300, "ann")))
                .isInstanceOf(UnexpectedVersionException.class);
    }

    @Test
    void what_follows_from_a_request_has_its_id_and_what_led_to_it() {
        wait(Snippets.asked(accounts, "request-1", 5));
        Commit deposit = wait(store.commits().get("my-bank", "account-1").last());
        wait(Snippets.becauseOf(deposit, accounts));

        assertThat(wait(store.commits().get("my-bank", "account-2").last()).headers())
                .isEqualTo(Map.of(
                        "CorrelationId",
                        "request-1",
                        "CausationId",
                        deposit.commitId().toString()));
    }

    @Test
    void every_commit_says_who_it_was() {
        AggregateRepository signed = Snippets.signed(store);
        wait(signed.update(Account.class, "account-1", account -> account.deposit(1))
                .contextWrite(context -> context.put("user", "ann")));

        assertThat(wait(store.commits().get("my-bank", "account-1").last()).headers())
                .isEqualTo(Map.of("user", "ann"));
    }

    @Test
    void a_till_is_loaded_through_its_snapshot() {
        for (int i = 0; i < 101; i++) {
            wait(accounts.update(Till.class, "till-1", till -> till.put(1)));
        }

        assertThat(wait(store.snapshots().get("my-bank", "till-1")).streamRevision())
                .isEqualTo(100);
        assertThat(wait(accounts.get(Till.class, "till-1")).state()).isEqualTo(new Till.State(101, 101));
    }

    @Test
    void a_read_model_counts_nothing_twice_although_two_feed_it() {
        Balances balances = new Balances();
        wait(balances.run(store).next());
        Mono<Account> withdrawal = accounts.update(Account.class, "account-1", account -> account.withdraw(300));

        wait(Flux.merge(balances.run(store).take(1), balances.run(store).take(1), withdrawal.then(Mono.empty()))
                .then(Mono.just(true)));

        assertThat(balances.of("account-1")).isEqualTo(700);
    }

    @Test
    void earlier_states_are_met() {
        wait(accounts.update(Account.class, "account-1", account -> account.withdraw(300)));

        List<Account> states = wait(Snippets.earlier(accounts, Instant.EPOCH).collectList());

        assertThat(states).map(account -> account.state().cents()).containsExactly(1000L, 0L);
    }

    @Test
    void commits_come_in_batches() {
        wait(Flux.range(0, 150)
                .concatMap(i -> accounts.update(Account.class, "account-1", account -> account.deposit(1)))
                .then(Mono.just(true)));
        List<Integer> sizes = new ArrayList<>();
        Sinks.Empty<Void> all = Sinks.empty();

        wait(Snippets.inBatches(
                        store,
                        0,
                        batch -> Mono.fromRunnable(() -> {
                            sizes.add(batch.size());
                            if (sum(sizes) == 151) {
                                all.tryEmitEmpty();
                            }
                        }))
                .takeUntilOther(all.asMono())
                .then(Mono.just(true)));

        assertThat(sizes).allMatch(size -> size <= 100);
        assertThat(sum(sizes)).isEqualTo(151);
    }

    private static int sum(List<Integer> sizes) {
        return sizes.stream().mapToInt(Integer::intValue).sum();
    }
}
