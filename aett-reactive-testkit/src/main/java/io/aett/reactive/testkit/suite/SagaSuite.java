package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.process.CommandContext;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.HastyScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;

/** What the suites of processes share: errands that are told something, accounts that show what came of it, and runs that are over when the test is. */
abstract class SagaSuite extends ContractSuite<EventStoreFixture> {

    /** The runner of most tests. */
    protected static final String RUNNER = "runner";

    /** The relay of most tests. */
    protected static final String RELAY = "relay";

    /** Of the name of the second subscription of a relay. */
    protected static final String TIMERS = ".timers";

    /** Looks for due timers ten times as often as others do. */
    protected static final Scheduler HASTY = new HastyScheduler();

    private final List<Running> runs = new ArrayList<>();
    private final Map<String, Commit> sources = new HashMap<>();

    @AfterEach
    final void stopRuns() {
        runs.forEach(Running::cancel);
        runs.forEach(Running::awaitStopped);
    }

    protected final Subscriptions subscriptions() {
        return Subscriptions.of(store());
    }

    /** With short pauses, three attempts, and a lease that no load makes it lose. */
    protected final Subscription.Builder quick(Subscription.Builder options) {
        return options.leaseTime(Duration.ofSeconds(90))
                .retry(3, Duration.ofMillis(1), Duration.ofMillis(5))
                .checkpointEvery(16, Duration.ofMillis(20));
    }

    /** Of errands, which begin with the runner's name. */
    protected final SagaRunner.Builder runner(String name, EventStore store) {
        return errands(name, store).on(Told.class, told -> saga(name, told.errand()));
    }

    /** As {@link #runner}, for which no event is known yet. */
    protected final SagaRunner.Builder errands(String name, EventStore store) {
        return SagaRunner.builder(name, TENANT, store).saga(Errand.class).subscription(this::quick);
    }

    /** The saga of an errand. */
    protected static String saga(String runner, String errand) {
        return runner + "-" + errand;
    }

    /** Of all tasks. */
    protected final CommandRelay.Builder relay(String name, EventStore store, Handovers handovers) {
        return tasks(name, store).on(Task.class, handovers::handOver);
    }

    /** As {@link #relay}, for which no command is known yet. */
    protected final CommandRelay.Builder tasks(String name, EventStore store) {
        return CommandRelay.builder(name, store).scheduler(HASTY).subscription(this::quick);
    }

    protected final Running run(SagaRunner.Builder runner) {
        return ending(Running.of(runner.build()));
    }

    protected final Running run(CommandRelay.Builder relay) {
        return ending(Running.of(relay.build()));
    }

    protected final Running run(Subscription subscription) {
        return ending(Running.of(subscription));
    }

    private Running ending(Running running) {
        runs.add(running);
        return running;
    }

    /** A handler whose effect is there once: it adds the amount to the errand's account. */
    protected final Handovers adding() {
        return Handovers.of(this::add);
    }

    /** Adds the amount to the errand's account, once. */
    protected final Publisher<?> add(Task task, CommandContext context) {
        AggregateRepository accounts = DefaultAggregateRepository.create(context.tenantId(), store());
        return accounts.update(
                Account.class, account(task.errand()), context.commandId(), account -> account.add(task.amount()));
    }

    private static String account(String errand) {
        return "account-" + errand;
    }

    /** What was added to an errand's account, in order. */
    protected final List<Integer> added(String errand) {
        return added(TENANT, errand);
    }

    /** As {@link #added(String)}, of any tenant. */
    protected final List<Integer> added(String tenant, String errand) {
        return read(store(), tenant, account(errand)).stream()
                .flatMap(commit -> commit.events().stream())
                .map(event -> ((Account.Added) event.body()).amount())
                .toList();
    }

    /** Waits until these were added, in this order and nothing else. */
    protected final void awaitAdded(String errand, Integer... amounts) {
        Await.until(() -> added(errand) + " of " + errand, () -> added(errand).size() >= amounts.length);
        assertThat(added(errand)).containsExactly(amounts);
    }

    /** Something happened of which errands are told, as a commit of the stream that the first one's source is. */
    protected final Commit tell(Told... told) {
        String source = "source-" + told[0].errand();
        Commit last = sources.get(source);
        Object[] events = told;
        Commit stored = commit(last == null ? firstOf(TENANT, source, events) : after(last, events));
        sources.put(source, stored);
        return stored;
    }

    /** Tells a saga directly, without a runner; the commit. */
    protected final Commit tellSaga(String tenant, String saga, Told... told) {
        Errand errand =
                Await.value(DefaultSagaRepository.create(tenant, store()).get(Errand.class, saga));
        for (Told one : told) {
            errand.transition(one);
        }
        return Await.value(DefaultSagaRepository.create(tenant, store()).save(errand));
    }

    /** As {@link #tellSaga(String, String, Told...)}, of the tenant of most tests. */
    protected final Commit tellSaga(String saga, Told... told) {
        return tellSaga(TENANT, saga, told);
    }

    /** What an errand's saga took in, in order. */
    protected final List<Object> taken(String saga) {
        return read(store(), TENANT, saga).stream()
                .flatMap(commit -> commit.events().stream())
                .<Object>map(event -> event.body())
                .toList();
    }

    /** Waits until the subscription has done, or set aside, all that is stored, and nothing more comes of it. */
    protected final void settle(String subscription) {
        Await.until(
                () -> "the first run of " + subscription,
                () -> Await.value(
                        store().states().get("aett.subscriptions", subscription).hasElement()));
        long before;
        long head = Await.value(store().management().head());
        do {
            before = head;
            Await.done(subscriptions().awaitHandled(subscription, before));
            head = Await.value(store().management().head());
        } while (head > before);
    }

    /** What is set aside. */
    protected final List<ParkedCommit> parked(String subscription) {
        return Await.all(subscriptions().parked(subscription).onErrorComplete(SubscriptionNotFoundException.class));
    }

    /** Hands over again what failed. */
    protected final void replay(String subscription) {
        Await.done(Flux.fromIterable(parked(subscription))
                .filter(parked -> parked.error() != null)
                .concatMap(subscriptions()::replay)
                .then());
    }

    /** Sends a subscription back to the beginning. */
    protected final void reset(String subscription) {
        Await.done(subscriptions().reset(subscription, StartFrom.beginning()));
    }
}
