package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.suite.PublisherRules.OF_MANY;
import static io.aett.reactive.testkit.suite.PublisherRules.OF_ONE;

import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.subscription.ProjectionStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * R7 by the rules of Reactive Streams for what subscriptions, projections and relays return, as {@link PublisherContract} is for what stores do,
 * with the same dependency.
 */
public abstract class ConsumerPublisherContract extends SagaSuite {

    private static final int MOST = 20;

    /** Rules of a publisher that neither ends nor fails, and shows what happens now. */
    private static final int OF_NOW = 17;

    private static final Duration LATER = Duration.ofDays(1);

    private EventStore closed() {
        EventStore closed = second();
        Await.done(closed.close());
        return closed;
    }

    @TestFactory
    Stream<DynamicTest> what_is_parked() {
        park(0, 0);
        for (int count = 1; count <= MOST; count++) {
            park(
                    count,
                    commit(firstOf(TENANT, "stream-" + count, TestEvents.noted("n" + count)))
                            .checkpointToken());
        }
        return PublisherRules.of(
                MOST,
                OF_MANY,
                count -> subscriptions().parked(parking(count)),
                Subscriptions.of(closed()).parked(parking(MOST)));
    }

    private static String parking(long count) {
        return "parks-" + count;
    }

    /** A subscription that sets aside so many commits, up to this checkpoint. */
    private void park(int count, long checkpoint) {
        String name = parking(count);
        run(quick(Subscription.builder(name, store()))
                .onCommit(commit -> commit.checkpointToken() > checkpoint
                        ? Mono.empty()
                        : Mono.error(new IllegalStateException("not this one")))
                .build());
        settle(name);
    }

    @TestFactory
    Stream<DynamicTest> what_is_projected() {
        for (int count = 0; count <= MOST; count++) {
            ProjectionStore<String, Integer> values = projected(store(), count);
            Await.done(Flux.range(0, count)
                    .concatMap(i -> values.change(
                            "%02d".formatted(i), before -> new ProjectionStore.Projected<>("%02d".formatted(i), i, 1)))
                    .then());
        }
        return PublisherRules.of(
                MOST,
                OF_MANY,
                count -> projected(store(), count).all(),
                projected(closed(), 1).all());
    }

    private static ProjectionStore<String, Integer> projected(EventStore store, long count) {
        return ProjectionStore.inStates(store.states(), "values-" + count, Integer.class);
    }

    @TestFactory
    Stream<DynamicTest> timers_that_wait() {
        for (int count = 1; count <= MOST; count++) {
            String relay = timing(count);
            tellSaga(
                    relay,
                    "saga",
                    LongStream.range(0, count)
                            .mapToObj(i -> new Timed("errand", "t" + i, STAMP.plus(LATER.multipliedBy(36_500)), 1))
                            .toArray(Told[]::new));
            run(relay(relay, store(), Handovers.empty()).subscription(options -> options.tenants(relay)));
            settle(relay + TIMERS);
        }
        return PublisherRules.of(
                MOST,
                OF_MANY,
                count -> waiting(store(), count).pendingTimers(),
                waiting(closed(), 1).pendingTimers());
    }

    private CommandRelay waiting(EventStore store, long count) {
        return relay(timing(count), store, Handovers.empty()).build();
    }

    private static String timing(long count) {
        return "relay-" + count;
    }

    /** The signals of a run that fails again and again. */
    @TestFactory
    Stream<DynamicTest> signals() {
        commit(first(TestEvents.noted("one")));
        Subscription failing = quick(Subscription.builder("fails", store()))
                .retry(Integer.MAX_VALUE, Duration.ofMillis(1), Duration.ofMillis(1))
                .onCommit(commit -> Mono.error(new IllegalStateException("not this one")))
                .build();
        run(failing);
        return PublisherRules.ofNow(OF_NOW, failing.signals());
    }

    @TestFactory
    Stream<DynamicTest> single_answers() {
        long head = commit(first(TestEvents.noted("one"))).checkpointToken();
        run(quick(Subscription.builder("one", store()))
                .onCommit(commit -> Mono.empty())
                .build());
        settle("one");
        return PublisherRules.of(
                1,
                OF_ONE,
                count -> count == 0
                        ? subscriptions().awaitHandled("one", head)
                        : subscriptions().status("one"),
                Subscriptions.of(closed()).status("one"));
    }
}
