package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.subscription.Projection;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.AccountEvent;
import outside.docs.SubscriptionExample.Turnover;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The code of the guide to subscriptions, at work on PostgreSQL. */
class SubscriptionsTest {

    private static final PostgresServer SERVER = PostgresServer.shared();

    private final ConnectionFactory database = ConnectionFactories.get(SERVER.url());
    private final PostgresEventStore store = PostgresEventStore.create(
            configuration(),
            PostgresOptions.builder()
                    .topicMap(TopicMap.create().register(AccountEvent.class))
                    .schema("guide_" + UUID.randomUUID().toString().substring(0, 8))
                    .build());
    private final AggregateRepository accounts = DefaultAggregateRepository.create("my-bank", store);
    private final Subscriptions subscriptions = Subscriptions.of(store);
    private final List<Disposable> running = new ArrayList<>();

    private static PostgresqlConnectionConfiguration configuration() {
        return PostgresqlConnectionFactoryProvider.builder(ConnectionFactoryOptions.parse(SERVER.url()))
                .build();
    }

    @BeforeEach
    void tables_and_an_account() {
        Await.done(store.management().initialize());
        for (String table : List.of("balances", "balances_2", "balances_elsewhere")) {
            sql("drop table if exists " + table);
            sql("create table " + table
                    + " (account text primary key, cents bigint not null, checkpoint bigint not null default 0)");
        }
        Await.done(accounts.update(Account.class, "account-1", account -> {
            account.open("Ann");
            account.deposit(1000);
        }));
    }

    @AfterEach
    void stop() {
        running.forEach(Disposable::dispose);
        Await.done(store.management().drop().then(store.close()));
    }

    private void sql(String statement) {
        Await.done(Flux.usingWhen(
                        database.create(),
                        open -> Flux.from(open.createStatement(statement).execute())
                                .flatMap(Result::getRowsUpdated),
                        Connection::close)
                .then());
    }

    private long cents(String table) {
        return Objects.requireNonNull(Await.value(Mono.usingWhen(
                database.create(),
                open -> Flux.from(open.createStatement("select coalesce(sum(cents), 0)::bigint from " + table)
                                .execute())
                        .flatMap(result -> result.map((row, meta) -> Objects.requireNonNull(row.get(0, Long.class))))
                        .next(),
                Connection::close)));
    }

    /** Returns what ends it in good order. */
    private Mono<Void> run(Subscription subscription) {
        Sinks.Empty<Void> stop = Sinks.empty();
        Sinks.Empty<Void> ended = Sinks.empty();
        running.add(SubscriptionExample.supervised(subscription, stop.asMono())
                .doOnSuccess(over -> ended.tryEmitEmpty())
                .subscribe());
        return Mono.fromRunnable(stop::tryEmitEmpty).then(ended.asMono());
    }

    private void handled(String name) {
        Await.done(SubscriptionExample.caughtUp(store, name).retry(1000).timeout(Await.BOUND));
    }

    private void begun(String name) {
        Await.until(
                () -> name + " has not begun",
                () -> Await.all(subscriptions.list()).stream()
                        .anyMatch(status -> status.name().equals(name)));
    }

    @Test
    void a_read_model_in_the_database_of_the_store_has_each_commit_once_and_shows_ones_own_writes() {
        run(SubscriptionExample.balances("balances", store, "balances"));
        begun("balances");

        Account account = Await.value(accounts.get(Account.class, "account-1"));
        Await.done(SubscriptionExample.withdraw(store, accounts, account, 300)
                .retry(100)
                .timeout(Await.BOUND));

        assertThat(cents("balances")).isEqualTo(700);
    }

    @Test
    void it_goes_on_where_it_was_and_is_rebuilt_beside_itself() {
        Subscription first = SubscriptionExample.balances("balances", store, "balances");
        Mono<Void> end = run(first);
        begun("balances");
        handled("balances");
        Await.done(end);
        assertThat(Await.value(subscriptions.status("balances")).state()).isEqualTo(State.STOPPED);
        Await.done(accounts.update(Account.class, "account-1", account -> account.withdraw(300)));
        run(first);
        run(SubscriptionExample.balances("balances-2", store, "balances_2"));
        begun("balances-2");
        handled("balances");
        handled("balances-2");

        assertThat(cents("balances")).isEqualTo(700);
        assertThat(cents("balances_2")).isEqualTo(700);
    }

    @Test
    void a_read_model_elsewhere_is_not_changed_by_what_comes_again() {
        run(SubscriptionExample.balancesElsewhere(store, database));
        begun("balances-elsewhere");
        handled("balances-elsewhere");
        Await.done(subscriptions.reset("balances-elsewhere", StartFrom.beginning()));
        handled("balances-elsewhere");

        assertThat(cents("balances_elsewhere")).isEqualTo(1000);
    }

    @Test
    void what_is_parked_is_replayed_when_the_fault_is_mended() {
        CopyOnWriteArraySet<String> sent = new CopyOnWriteArraySet<>();
        AtomicBoolean broken = new AtomicBoolean(true);
        Subscription letters = Subscription.builder("welcome-letters", store)
                .retry(1, Duration.ZERO, Duration.ZERO)
                .onCommit(commit -> broken.get() ? Mono.error(new IllegalStateException("no paper")) : Mono.empty())
                .build();
        Mono<Void> end = run(letters);
        begun("welcome-letters");
        handled("welcome-letters");
        assertThat(Await.all(SubscriptionExample.inTrouble(store)))
                .singleElement()
                .satisfies(status -> assertThat(status.parked()).isEqualTo(1))
                .satisfies(status -> assertThat(status.lastError()).contains("no paper"));
        Await.done(end);

        broken.set(false);
        Await.done(SubscriptionExample.replayAll(store, "welcome-letters"));
        run(SubscriptionExample.welcome(store, (key, to) -> Mono.fromRunnable(() -> sent.add(to))));

        Await.until(() -> "letters, but " + sent, () -> sent.contains("Ann"));
        Await.until(
                () -> "nothing parked",
                () -> Await.value(subscriptions.status("welcome-letters")).parked() == 0);
    }

    @Test
    void turnover_is_folded_and_its_successor_takes_its_place() {
        Projection<String, Turnover> turnover = SubscriptionExample.turnover(store);
        AtomicReference<Projection<String, Turnover>> current = new AtomicReference<>();
        running.add(SubscriptionExample.replace(current, turnover).subscribe());

        Await.until(() -> "the switch", () -> current.get() != null);
        assertThat(Await.value(turnover.get("account-1"))).isEqualTo(new Turnover(1000, 0));
    }

    @Test
    void a_handler_that_blocks_has_its_own_thread_and_a_run_tells_that_it_caught_up() {
        AtomicInteger calls = new AtomicInteger();
        Subscription slow = SubscriptionExample.blocking(store, calls::incrementAndGet);
        Mono<?> caughtUp = SubscriptionExample.caughtUp(slow).next();
        Await.done(Mono.when(caughtUp, Mono.fromRunnable(() -> run(slow))));

        assertThat(calls).hasValue(1);
    }

    @Test
    void one_of_all_is_the_first() {
        assertThat(Await.value(SubscriptionExample.first(store, "2026-05-01"))).isTrue();
        assertThat(Await.value(SubscriptionExample.first(store, "2026-05-01"))).isFalse();
    }
}
