package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Flux;

/** What the suites of subscriptions share: runs that are over when the test is. */
abstract class SubscriptionSuite extends ContractSuite<EventStoreFixture> {

    /** The subscription of most tests. */
    protected static final String NAME = "subscription";

    private final List<Running> runs = new ArrayList<>();

    @AfterEach
    final void stopRuns() {
        runs.forEach(Running::cancel);
        runs.forEach(Running::awaitStopped);
    }

    /** With short pauses and a lease that no load makes it lose, on the store of this test. */
    protected final Subscription.Builder subscription() {
        return subscription(store());
    }

    /** As {@link #subscription()}, on another store. */
    protected final Subscription.Builder subscription(EventStore store) {
        return Subscription.builder(NAME, store)
                .leaseTime(Duration.ofSeconds(90))
                .retry(3, Duration.ofMillis(1), Duration.ofMillis(5))
                .checkpointEvery(16, Duration.ofMillis(20));
    }

    /** Begins a run, which ends with the test. */
    protected final Running run(Subscription.Builder subscription) {
        return run(subscription.build());
    }

    /** As {@link #run(Subscription.Builder)}. */
    protected final Running run(Subscription subscription) {
        Running running = Running.of(subscription);
        runs.add(running);
        return running;
    }

    protected final Subscriptions subscriptions() {
        return Subscriptions.of(store());
    }

    /** How it is; waits until it was run. */
    protected final SubscriptionStatus status() {
        Await.until(
                () -> "the first run of " + NAME,
                () -> Await.value(
                        store().states().get("aett.subscriptions", NAME).hasElement()));
        return Await.value(subscriptions().status(NAME));
    }

    /** Waits until it is so. */
    protected final SubscriptionStatus status(Predicate<SubscriptionStatus> wanted) {
        List<SubscriptionStatus> seen = new ArrayList<>();
        seen.add(status());
        Await.until(
                () -> "another status than " + seen.get(0),
                () -> wanted.test(seen.get(0)) || wanted.test(seen.set(0, status())) || wanted.test(seen.get(0)));
        return seen.get(0);
    }

    protected final List<ParkedCommit> parked() {
        return Await.all(subscriptions().parked(NAME));
    }

    /** The checkpoints of what is set aside. */
    protected final List<Long> parkedCheckpoints() {
        return parked().stream().map(ParkedCommit::checkpoint).sorted().toList();
    }

    /** Waits until all of these are handled or set aside, durably. */
    protected final void awaitHandled(List<Commit> commits) {
        status();
        Await.done(subscriptions().awaitHandled(NAME, last(commits).checkpointToken()));
    }

    /** Everything was handled, in order. */
    protected final void assertHandled(Deliveries deliveries, List<Commit> commits) {
        awaitHandled(commits);
        deliveries.check();
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(commits));
    }

    /** Writes to many streams at once, as much as the fixture can bear; in checkpoint order. */
    protected final List<Commit> writeMany() {
        int streams = Math.max(12, data().manyCommits() / 25);
        return write(streams, 1, data().manyCommits() / streams);
    }

    /** Writes to so many streams at once, in each the commits of these sequences; in checkpoint order. */
    protected final List<Commit> write(int streams, int from, int to) {
        return inOrder(Await.all(Flux.range(0, streams).flatMap(stream -> chain("stream-" + stream, from, to), 64)));
    }

    /** Writes one after the other. */
    protected final List<Commit> writeOne(String stream, int from, int to) {
        return Await.all(chain(stream, from, to));
    }

    private Flux<Commit> chain(String stream, int from, int to) {
        return Flux.range(from, to - from + 1)
                .concatMap(
                        n -> store().commits()
                                .commit(numbered(TENANT, stream, n, n, TestEvents.noted(stream + " " + n))),
                        1);
    }

    protected static List<Commit> inOrder(List<Commit> commits) {
        return commits.stream()
                .sorted(Comparator.comparingLong(Commit::checkpointToken))
                .toList();
    }

    protected static List<Long> checkpoints(List<Commit> commits) {
        return commits.stream().map(Commit::checkpointToken).sorted().toList();
    }

    /** Whether a checkpoint says that all up to the one is done, and the one after it is not; numbers between two commits are nobody's. */
    protected static boolean isBetween(long checkpoint, Commit done, Commit next) {
        return checkpoint >= done.checkpointToken() && checkpoint < next.checkpointToken();
    }

    protected static Commit last(List<Commit> commits) {
        return commits.get(commits.size() - 1);
    }

    /** Those of a stream. */
    protected static List<Commit> of(String stream, List<Commit> commits) {
        return commits.stream()
                .filter(commit -> commit.streamId().equals(stream))
                .toList();
    }
}
