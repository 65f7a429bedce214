package io.aett.reactive.micrometer;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.micrometer.Shop.Order;
import io.aett.reactive.micrometer.Shop.Placed;
import io.aett.reactive.micrometer.Shop.Ship;
import io.aett.reactive.micrometer.Shop.Shipping;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class AettObservationsTest {

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final Ended ended = new Ended();
    private final EventStore store = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Shop.TOPICS).build());
    private final AggregateRepository orders = DefaultAggregateRepository.builder("the-tenant", store)
            .around(AettObservations.repositories(registry))
            .build();

    AettObservationsTest() {
        registry.observationConfig().observationHandler(ended);
    }

    private void place(String id) {
        Await.done(orders.update(Order.class, id, order -> order.place(id)));
    }

    @Test
    void an_update_is_observed_with_the_load_within_it() {
        place("o");
        assertThat(registry)
                .hasObservationWithNameEqualTo("aett.update")
                .that()
                .hasContextualNameEqualTo("update Order")
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "committed")
                .hasLowCardinalityKeyValue("type", "Order")
                .hasHighCardinalityKeyValue("aett.stream", "o")
                .hasHighCardinalityKeyValueWithKey("aett.commit.id");
        assertThat(registry)
                .hasObservationWithNameEqualTo("aett.aggregate.load")
                .that()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "done")
                .hasParentObservationContextMatching(parent -> "aett.update".equals(parent.getName()));
    }

    @Test
    void an_update_that_stores_nothing_and_one_that_was_stored_before_say_so() {
        UpdateOptions named =
                UpdateOptions.builder().commitId(UUID.randomUUID()).build();
        Await.done(orders.update(Order.class, "o", named, order -> {
            order.place("x");
            return 0;
        }));
        registry.clear();
        Await.done(orders.update(Order.class, "o", named, order -> {
            order.place("x");
            return 0;
        }));
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "duplicate");
        Await.done(orders.update(Order.class, "o", order -> {}));
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "unchanged");
    }

    @Test
    void an_update_at_another_version_than_expected_lost_a_race_and_one_that_fails_is_an_error() {
        UpdateOptions expecting = UpdateOptions.builder().expectedVersion(7).build();
        StepVerifier.create(orders.update(Order.class, "o", expecting, order -> 0))
                .verifyError(UnexpectedVersionException.class);
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "lost_race");
        StepVerifier.create(orders.update(Order.class, "o", order -> {
                    throw new IllegalStateException("no");
                }))
                .verifyError(IllegalStateException.class);
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "error");
    }

    @Test
    void loads_of_aggregates_sagas_and_deciders_are_observed_by_their_class() {
        SagaRepository sagas = DefaultSagaRepository.builder("t", store)
                .around(AettObservations.repositories(registry))
                .build();
        DeciderRepository<String, Integer, Placed> decider = DeciderRepository.builder(
                        Shop.DECIDER, Placed.class, "t", store)
                .around(AettObservations.repositories(registry))
                .build();
        Await.done(orders.get(Order.class, "o"));
        Await.done(sagas.get(Shipping.class, "s"));
        Await.done(sagas.update(Shipping.class, "s", saga -> saga.transition(new Placed("p"))));
        Await.done(decider.state("d"));
        Await.done(decider.handle("d", "x"));
        for (String type : new String[] {"Order", "Shipping", "Placed"}) {
            assertThat(registry)
                    .hasAnObservation(
                            one -> one.hasNameEqualTo("aett.aggregate.load").hasLowCardinalityKeyValue("type", type));
        }
        for (String type : new String[] {"Shipping", "Placed"}) {
            assertThat(registry)
                    .hasAnObservation(one -> one.hasNameEqualTo("aett.update")
                            .hasLowCardinalityKeyValue("type", type)
                            .hasLowCardinalityKeyValue("outcome", "committed"));
        }
    }

    @Test
    void each_attempt_of_a_handler_is_observed() {
        place("o");
        AtomicInteger attempts = new AtomicInteger();
        run(Subscription.builder("reader", store)
                .retry(3, Duration.ofMillis(1), Duration.ofMillis(1))
                .around(AettObservations.handlers(registry))
                .onCommit(commit -> attempts.incrementAndGet() == 1
                        ? Mono.error(new IllegalStateException("not yet"))
                        : Mono.empty()));
        assertThat(registry).hasNumberOfObservationsWithNameEqualTo("aett.subscription.handle", 2);
        assertThat(registry)
                .hasAnObservation(one -> one.hasLowCardinalityKeyValue("attempt", "first")
                        .hasLowCardinalityKeyValue("outcome", "error"));
        assertThat(registry)
                .hasAnObservation(one -> one.hasLowCardinalityKeyValue("attempt", "again")
                        .hasLowCardinalityKeyValue("outcome", "done")
                        .hasLowCardinalityKeyValue("subscription", "reader")
                        .hasHighCardinalityKeyValue("aett.stream", "o")
                        .hasHighCardinalityKeyValue("aett.commits", "1")
                        .hasHighCardinalityKeyValue("aett.checkpoint", "1")
                        .hasContextualNameEqualTo("handle reader"));
    }

    @Test
    void a_batch_is_one_observation_and_the_handler_finds_it_in_its_context() {
        place("a");
        place("b");
        AtomicReference<Observation> found = new AtomicReference<>();
        run(Subscription.builder("batches", store)
                .concurrency(1)
                .around(AettObservations.handlers(registry))
                .onBatch(
                        10,
                        Duration.ofMillis(50),
                        commits -> Mono.deferContextual(context -> {
                            found.set(context.get(ObservationThreadLocalAccessor.KEY));
                            return Mono.empty();
                        })));
        assertThat(registry)
                .hasAnObservation(one -> one.hasNameEqualTo("aett.subscription.handle")
                        .hasHighCardinalityKeyValueWithKey("aett.commits"));
        assertThat(found.get().getContext().getName()).isEqualTo("aett.subscription.handle");
    }

    @Test
    void events_are_handed_over_within_the_observation_of_their_commit() {
        place("o");
        AtomicReference<Observation> found = new AtomicReference<>();
        run(Subscription.builder("events", store)
                .around(AettObservations.handlers(registry))
                .onEvents(EventHandlers.builder()
                        .on(
                                Placed.class,
                                event -> Mono.deferContextual(context -> {
                                    found.set(context.get(ObservationThreadLocalAccessor.KEY));
                                    return Mono.empty();
                                }))
                        .build()));
        assertThat(found.get()).isNotNull();
    }

    private void run(Subscription.Builder builder) {
        Subscription subscription = builder.build();
        Mono<Void> handled = store.management()
                .head()
                .flatMap(head -> Subscriptions.of(store).awaitHandled(subscription.name(), head));
        Await.done(subscription.runUntil(handled));
    }

    @Test
    void commands_are_observed_by_their_class_within_the_handling_of_their_commit() {
        SagaRepository sagas = DefaultSagaRepository.create("t", store);
        Await.done(sagas.update(Shipping.class, "s", saga -> saga.transition(new Placed("p"))));
        CommandRelay relay = CommandRelay.builder("relay", store)
                .around(AettObservations.commands(registry))
                .subscription(options -> options.around(AettObservations.handlers(registry)))
                .on(Ship.class, (command, context) -> Mono.empty())
                .build();
        Disposable running = relay.run().subscribe();
        Await.until(() -> "the command is handled", () -> ended.has("aett.command.handle"));
        running.dispose();
        assertThat(registry)
                .hasObservationWithNameEqualTo("aett.command.handle")
                .that()
                .hasContextualNameEqualTo("command Ship")
                .hasLowCardinalityKeyValue("command", "Ship")
                .hasLowCardinalityKeyValue("relay", "relay")
                .hasLowCardinalityKeyValue("attempt", "first")
                .hasLowCardinalityKeyValue("outcome", "done")
                .hasHighCardinalityKeyValue("aett.saga", "s")
                .hasHighCardinalityKeyValueWithKey("aett.command.id")
                .hasParentObservationContextMatching(parent -> "aett.subscription.handle".equals(parent.getName()));
    }

    @Test
    void every_observation_has_the_keys_that_are_documented_and_no_tenant() {
        place("o");
        run(Subscription.builder("reader", store)
                .around(AettObservations.handlers(registry))
                .onCommit(commit -> Mono.empty()));
        commands_are_observed_by_their_class_within_the_handling_of_their_commit();
        EventStore observed = ObservedEventStore.of(store, registry);
        Await.all(observed.commits().get("the-tenant", "o"));
        Await.done(observed.snapshots().get("the-tenant", "o"));
        Await.done(observed.commits()
                .commit(Commit.builder()
                        .tenantId("the-tenant")
                        .streamId("n")
                        .event(new Placed("p"))
                        .build()));
        Documented.check(ended.contexts, "the-tenant");
    }
}
