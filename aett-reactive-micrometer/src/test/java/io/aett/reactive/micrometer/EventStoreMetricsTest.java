package io.aett.reactive.micrometer;

import static io.aett.reactive.micrometer.Fixtures.commit;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class EventStoreMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemoryEventStore store = Fixtures.memory();

    private void fill(EventStore into, int commits) {
        StepVerifier.create(Flux.range(1, commits)
                        .concatMap(n -> into.commits().commit(commit("s", n).build())))
                .expectNextCount(commits)
                .verifyComplete();
    }

    private double gauge(String name) {
        return registry.get(name).gauge().value();
    }

    @Test
    void appends_are_timed_and_their_commits_counted_by_when_commit_completes() {
        EventStoreMetrics.bind(store, registry);
        fill(store, 3);
        assertThat(registry.get("aett.append")
                        .tags("store", "Memory", "outcome", "answered")
                        .timer()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("aett.append.commits")
                        .tag("store", "Memory")
                        .summary()
                        .totalAmount())
                .isEqualTo(3);
        assertThat(commits("stored")).isEqualTo(3);
        assertThat(gauge("aett.queue")).isZero();
    }

    private double commits(String result) {
        return registry.get("aett.commits").tag("result", result).counter().count();
    }

    @Test
    void a_lost_race_is_a_refused_commit_of_an_append_that_was_answered() {
        EventStoreMetrics.bind(store, registry);
        fill(store, 1);
        StepVerifier.create(store.commits().commit(commit("s", 1).build())).verifyError();
        assertThat(commits("stored")).isEqualTo(1);
        assertThat(commits("refused")).isEqualTo(1);
        assertThat(commits("failed")).isZero();
    }

    @Test
    void an_append_that_failed_is_timed_by_its_outcome() {
        EngineMeters meters = new EngineMeters(new Meters(registry, Tags.empty()));
        meters.attached(new FixedFigures());
        meters.appended(new EngineListener.Append(
                5, 0, Duration.ofSeconds(3), new CommitOutcomeUnknownException("lost"), List.of()));
        assertThat(registry.get("aett.append").tag("outcome", "unknown").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
        assertThat(commits("failed")).isEqualTo(5);
        assertThat(commits("stored")).isZero();
    }

    @Test
    void a_commit_for_which_there_is_no_room_is_counted() {
        MemoryEventStore small =
                MemoryEventStore.create(Fixtures.options().maxQueuedCommits(1).build());
        EventStoreMetrics.bind(small, registry);
        AtomicInteger refused = new AtomicInteger();
        small.listen(new EngineListener() {
            @Override
            public void appended(Append append) {
                if (refused.get() == 0) {
                    small.commits()
                            .commit(commit("a", 1).build())
                            .mergeWith(small.commits().commit(commit("b", 1).build()))
                            .subscribe(stored -> {}, failure -> refused.incrementAndGet());
                }
            }
        });
        fill(small, 1);
        assertThat(refused).hasValue(1);
        assertThat(registry.get("aett.queue.refused")
                        .tag("reason", "queue_full")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("aett.queue.refused")
                        .tag("reason", "waited_too_long")
                        .counter()
                        .count())
                .isZero();
    }

    @Test
    void pages_are_timed_by_what_is_read() {
        EventStoreMetrics.bind(store, registry);
        fill(store, 1);
        StepVerifier.create(store.commits().get("the-tenant", "s"))
                .expectNextCount(1)
                .verifyComplete();
        StepVerifier.create(store.management().getFrom(0)).expectNextCount(1).verifyComplete();
        for (String source : List.of("stream", "log")) {
            assertThat(registry.get("aett.page")
                            .tags("source", source, "outcome", "answered")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void a_page_that_failed_is_timed_by_its_outcome() {
        EngineMeters meters = new EngineMeters(new Meters(registry, Tags.empty()));
        meters.attached(new FixedFigures());
        meters.paged(new EngineListener.Page(
                EngineListener.Source.TENANT, 0, Duration.ofSeconds(2), new StorageUnavailableException("away")));
        assertThat(registry.get("aett.page")
                        .tags("source", "tenant", "outcome", "unavailable")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(2);
    }

    @Test
    void a_follower_that_asks_for_nothing_falls_behind() {
        EventStoreMetrics.bind(store, registry);
        fill(store, 1);
        StepVerifier.create(store.management().follow(0), 1)
                .expectNextCount(1)
                .then(() -> {
                    assertThat(gauge("aett.followers")).isEqualTo(1);
                    assertThat(gauge("aett.follower.lag")).isZero();
                    StepVerifier.create(
                                    store.commits().commit(commit("other", 1).build()))
                            .expectNextCount(1)
                            .verifyComplete();
                    assertThat(gauge("aett.follower.lag")).isEqualTo(1);
                })
                .thenCancel()
                .verify();
        assertThat(gauge("aett.followers")).isZero();
    }

    @Test
    void what_is_observed_is_metered_all_the_same() {
        EventStore observed =
                ObservedEventStore.of(store, io.micrometer.observation.tck.TestObservationRegistry.create());
        EventStoreMetrics.bind(observed, registry, Tags.of("part", "orders"));
        fill(observed, 1);
        assertThat(registry.get("aett.append").tag("part", "orders").timer().count())
                .isEqualTo(1);
    }

    @Test
    void disposing_takes_the_meters_away_and_listens_no_more() {
        EventStoreMetrics metrics = EventStoreMetrics.bind(store, registry);
        fill(store, 1);
        metrics.dispose();
        StepVerifier.create(store.commits().commit(commit("s", 2).build()))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(registry.getMeters()).isEmpty();
        assertThat(metrics.isDisposed()).isTrue();
    }

    @Test
    void subscriptions_show_how_far_behind_they_are_what_is_parked_and_how_often_was_tried_again() {
        EventStoreMetrics metrics = EventStoreMetrics.bind(store, registry);
        fill(store, 4);
        Subscription failing = Subscription.builder("orders", store)
                .retry(2, Duration.ofMillis(1), Duration.ofMillis(1))
                .afterRetries(AfterRetries.PARK)
                .onCommit(commit ->
                        commit.commitSequence() == 2 ? Mono.error(new IllegalStateException("no")) : Mono.empty())
                .build();
        Disposable running = Mono.when(
                        metrics.counting(failing.signals()), metrics.watching(Duration.ofMillis(20)), failing.run())
                .subscribe();
        Await.until(
                () -> "all is handled or parked",
                () -> registry.find("aett.subscription.behind").gauge() != null
                        && gauge("aett.subscription.behind") == 0
                        && gauge("aett.subscription.parked") == 3);
        assertThat(gauge("aett.subscription.lag")).isZero();
        assertThat(gauge("aett.subscription.running")).isEqualTo(1);
        Await.until(
                () -> "the retry is counted",
                () -> registry.find("aett.subscription.retries")
                                .tag("subscription", "orders")
                                .counter()
                        != null);

        running.dispose();
        assertThat(registry.find("aett.subscription.behind").gauge()).isNull();
    }

    @Test
    void one_that_stands_still_falls_behind_in_commits_and_seconds_and_one_that_is_removed_is_shown_no_more() {
        EventStoreMetrics metrics = EventStoreMetrics.bind(store, registry);
        fill(store, 1);
        Subscription orders = Subscription.builder("orders", store)
                .onCommit(commit -> Mono.empty())
                .build();
        StepVerifier.create(orders.runUntil(
                        Subscriptions.of(store).awaitHandled("orders", 1).retry()))
                .verifyComplete();
        StepVerifier.create(store.commits().commit(commit("s", 2).build()))
                .expectNextCount(1)
                .verifyComplete();
        Disposable watching = metrics.watching(Duration.ofMillis(20)).subscribe();
        Await.until(
                () -> "it is shown",
                () -> registry.find("aett.subscription.running").gauge() != null);
        assertThat(gauge("aett.subscription.running")).isZero();
        assertThat(gauge("aett.subscription.behind")).isEqualTo(1);
        assertThat(gauge("aett.subscription.lag")).isPositive();
        StepVerifier.create(Subscriptions.of(store).remove("orders")).verifyComplete();
        Await.until(
                () -> "it is gone",
                () -> registry.find("aett.subscription.running").gauge() == null);
        watching.dispose();
    }

    @Test
    void while_they_cannot_be_read_the_gauges_show_no_number_and_the_looking_goes_on() {
        EventStoreMetrics metrics = EventStoreMetrics.bind(store, registry);
        Subscription orders = Subscription.builder("orders", store)
                .onCommit(commit -> Mono.empty())
                .build();
        StepVerifier.create(orders.runUntil(Mono.delay(Duration.ofMillis(1)))).verifyComplete();
        Disposable watching = metrics.watching(Duration.ofMillis(20)).subscribe();
        Await.until(
                () -> "it is shown",
                () -> registry.find("aett.subscription.lag").gauge() != null);
        StepVerifier.create(store.close()).verifyComplete();
        Await.until(() -> "there is no number", () -> Double.isNaN(gauge("aett.subscription.lag")));
        assertThat(watching.isDisposed()).isFalse();
        watching.dispose();
    }

    @Test
    void every_meter_is_one_of_those_that_are_documented_with_its_tags_and_unit() {
        subscriptions_show_how_far_behind_they_are_what_is_parked_and_how_often_was_tried_again();
        assertThat(registry.getMeters()).isNotEmpty().allSatisfy(meter -> {
            AettMeter documented = List.of(AettMeter.values()).stream()
                    .filter(one -> one.getName().equals(meter.getId().getName()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(meter.getId() + " is not documented"));
            assertThat(meter.getId().getTags())
                    .extracting(io.micrometer.core.instrument.Tag::getKey)
                    .containsExactlyInAnyOrderElementsOf(List.of(documented.getKeyNames()).stream()
                            .map(name -> name.asString())
                            .toList());
            assertThat(meter.getId().getType()).isEqualTo(documented.getType());
            assertThat(meter.getId().getBaseUnit()).isEqualTo(documented.getBaseUnit());
        });
        assertThat(registry.getMeters().stream().map(Meter::getId)).hasSizeGreaterThan(8);
    }
}
