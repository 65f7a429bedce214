package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.Projection;
import io.aett.reactive.subscription.ProjectionStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.CaughtUp;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import outside.docs.BankExample.Account;
import outside.docs.BankExample.Deposited;
import outside.docs.BankExample.Opened;
import outside.docs.BankExample.Withdrawn;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/** Subscriptions, and what belongs to running them. */
final class SubscriptionExample {

    private SubscriptionExample() {}

    /** What is in each account. The table is in the database that the store lives in. */
    static Subscription balances(String name, PostgresEventStore store, String table) {
        return Subscription.builder(name, store)
                .tenants("my-bank")
                .events(Deposited.class, Withdrawn.class)
                .inTransaction(store.transactions(), (commit, connection) -> add(connection, table, commit))
                .build();
    }

    private static Mono<Void> add(Connection connection, String table, Commit commit) {
        return Flux.from(connection
                        .createStatement("insert into " + table + " as b (account, cents) values ($1, $2)"
                                + " on conflict (account) do update set cents = b.cents + excluded.cents")
                        .bind("$1", commit.streamId())
                        .bind("$2", change(commit))
                        .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }

    private static long change(Commit commit) {
        long cents = 0;
        for (EventMessage event : commit.events()) {
            if (event.body() instanceof Deposited deposited) {
                cents += deposited.cents();
            } else if (event.body() instanceof Withdrawn withdrawn) {
                cents -= withdrawn.cents();
            }
        }
        return cents;
    }

    /** The same in another database: a row knows how far it is, so a commit that comes again changes nothing. */
    static Subscription balancesElsewhere(EventStore store, ConnectionFactory other) {
        return Subscription.builder("balances-elsewhere", store)
                .tenants("my-bank")
                .events(Deposited.class, Withdrawn.class)
                .onCommit(commit -> Mono.usingWhen(other.create(), open -> put(open, commit), Connection::close))
                .build();
    }

    private static Mono<Void> put(Connection connection, Commit commit) {
        return Flux.from(connection
                        .createStatement(
                                "insert into balances_elsewhere as b (account, cents, checkpoint) values ($1, $2, $3)"
                                        + " on conflict (account) do update"
                                        + " set cents = b.cents + excluded.cents, checkpoint = excluded.checkpoint"
                                        + " where b.checkpoint < excluded.checkpoint")
                        .bind("$1", commit.streamId())
                        .bind("$2", change(commit))
                        .bind("$3", commit.checkpointToken())
                        .execute())
                .flatMap(Result::getRowsUpdated)
                .then();
    }

    /** Sends a letter; one with a key that was sent before is not sent again. */
    interface Letters {
        Mono<Void> send(String key, String to);
    }

    static Subscription welcome(EventStore store, Letters letters) {
        return Subscription.builder("welcome-letters", store)
                .onEvents(EventHandlers.builder()
                        .on(
                                Opened.class,
                                (opened, context) ->
                                        letters.send(context.commitId() + "/" + context.index(), opened.owner()))
                        .build())
                .build();
    }

    /** Runs until {@code stop} completes, and then completes when everything has ended in good order. */
    static Mono<Void> supervised(Subscription subscription, Mono<Void> stop) {
        return subscription
                .runUntil(stop)
                .doOnError(error -> System.err.println(subscription.name() + " stands still: " + error))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofSeconds(1)).maxBackoff(Duration.ofSeconds(10)));
    }

    static Mono<Void> withdraw(EventStore store, AggregateRepository accounts, Account account, long cents) {
        account.withdraw(cents);
        return accounts.save(account)
                .flatMap(commit -> Subscriptions.of(store)
                        .awaitHandled("balances", commit.checkpointToken())
                        .timeout(Duration.ofSeconds(2)));
    }

    /** Completes when the subscription has dealt with everything that is stored now. */
    static Mono<Void> caughtUp(EventStore store, String name) {
        return store.management().head().flatMap(head -> Subscriptions.of(store).awaitHandled(name, head));
    }

    static Mono<Void> replayAll(EventStore store, String name) {
        Subscriptions subscriptions = Subscriptions.of(store);
        Flux<ParkedCommit> failed = subscriptions.parked(name).filter(parked -> parked.error() != null);
        return failed.concatMap(subscriptions::replay).then();
    }

    static Flux<SubscriptionStatus> inTrouble(EventStore store) {
        return Subscriptions.of(store)
                .list()
                .filter(status -> status.state() == State.STOPPED
                        || status.parked() > 0
                        || status.lag().compareTo(Duration.ofMinutes(1)) > 0);
    }

    static Flux<CaughtUp> caughtUp(Subscription subscription) {
        return subscription.signals().ofType(CaughtUp.class);
    }

    /** A library that blocks has threads of its own. */
    static Subscription blocking(EventStore store, Runnable slow) {
        return Subscription.builder("slow", store)
                .onCommit(commit -> Mono.fromRunnable(slow).subscribeOn(Schedulers.boundedElastic()))
                .build();
    }

    record Turnover(long in, long out) {}

    /** Money in and out of each account. */
    static Projection<String, Turnover> turnover(EventStore store) {
        return Projection.builder(
                        "turnover-1", store, ProjectionStore.inStates(store.states(), "turnover-1", Turnover.class))
                .initial(new Turnover(0, 0))
                .on(
                        Deposited.class,
                        (event, context) -> context.streamId(),
                        (now, event) -> new Turnover(now.in() + event.cents(), now.out()))
                .on(
                        Withdrawn.class,
                        (event, context) -> context.streamId(),
                        (now, event) -> new Turnover(now.in(), now.out() + event.cents()))
                .options(options -> options.tenants("my-bank"))
                .build();
    }

    /** Reads go to the old one until the new one has caught up. */
    static <V> Mono<Void> replace(AtomicReference<Projection<String, V>> current, Projection<String, V> next) {
        Mono<Void> switched = next.caughtUp().doOnSuccess(done -> current.set(next));
        return Mono.when(next.run(), switched);
    }

    /** True for one of all processes. */
    static Mono<Boolean> first(EventStore store, String day) {
        return store.states().create("my-bank.daily-report", day, new byte[0]).hasElement();
    }
}
