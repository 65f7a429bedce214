package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.spring.actuate.SubscriptionsEndpoint;
import io.aett.reactive.spring.health.EventStoreHealthIndicator;
import io.aett.reactive.spring.health.SubscriptionHealthIndicator;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** When a store and a subscription are down. */
class HealthTest {

    private static Health health(Subscriptions subscriptions, Duration maxLag) {
        return Await.value(new SubscriptionHealthIndicator(subscriptions, "late", maxLag).health());
    }

    @Test
    void a_store_that_does_not_answer_is_down() {
        MemoryEventStore store = MemoryEventStore.create();
        EventStoreHealthIndicator indicator = new EventStoreHealthIndicator(store);
        assertThat(Await.value(indicator.health()).getStatus()).isEqualTo(Status.UP);
        Await.done(store.close());
        assertThat(Await.value(indicator.health()).getStatus()).isEqualTo(Status.DOWN);
    }

    @Test
    void a_subscription_is_down_beyond_its_lag_and_when_nobody_runs_it() {
        Contexts.runner(StoreKind.MEMORY).run(context -> {
            EventStore store = context.getBean(EventStore.class);
            Subscriptions subscriptions = context.getBean(Subscriptions.class);
            assertThat(health(subscriptions, null).getStatus()).isEqualTo(Status.UNKNOWN);

            Sinks.Empty<Void> end = Sinks.empty();
            Sinks.Empty<Void> handled = Sinks.empty();
            Mono<Void> run = Subscription.builder("late", store)
                    .onCommit(commit -> handled.asMono())
                    .build()
                    .runUntil(end.asMono());
            java.util.concurrent.CompletableFuture<Void> running = run.toFuture();
            Await.done(store.commits()
                    .commit(Commit.builder()
                            .tenantId("shop")
                            .streamId("o-1")
                            .commitStamp(Instant.now().minusSeconds(60))
                            .streamRevision(1)
                            .commitSequence(1)
                            .event(new OrderPlaced("a book"))
                            .build()));
            Await.until(
                    () -> "running",
                    () -> health(subscriptions, Duration.ofHours(1)).getStatus().equals(Status.UP));
            assertThat(health(subscriptions, null).getStatus()).isEqualTo(Status.UP);
            assertThat(health(subscriptions, Duration.ofSeconds(1)).getStatus()).isEqualTo(Status.DOWN);
            Await.done(subscriptions.pause("late"));
            assertThat(health(subscriptions, Duration.ofSeconds(1)).getStatus()).isEqualTo(Status.UP);
            Await.done(subscriptions.resume("late"));

            handled.tryEmitEmpty();
            end.tryEmitEmpty();
            Await.done(Mono.fromFuture(running));
            assertThat(health(subscriptions, null).getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(subscriptions, null).getDetails()).containsKeys("state", "checkpoint", "lag", "parked");
        });
    }

    @Test
    void it_is_off_when_it_is_said_and_without_boots_module() {
        Contexts.runner(StoreKind.MEMORY)
                .withPropertyValues(
                        "management.health.aett-store.enabled=false",
                        "management.health.aett-subscriptions.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean("aettStoreHealthIndicator")
                        .doesNotHaveBean("aettSubscriptionsHealthContributor"));
        Contexts.runner(StoreKind.MEMORY)
                .withClassLoader(new FilteredClassLoader(
                        "org.springframework.boot.health",
                        "org.springframework.boot.actuate",
                        "io.r2dbc",
                        "com.mongodb"))
                .withPropertyValues("aett.store=memory")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(EventStoreHealthIndicator.class)
                        .doesNotHaveBean(SubscriptionsEndpoint.class));
    }

    @Test
    void the_endpoint_is_there_only_where_it_is_exposed() {
        Contexts.runner(StoreKind.MEMORY)
                .run(context -> assertThat(context).doesNotHaveBean(SubscriptionsEndpoint.class));
        Contexts.runner(StoreKind.MEMORY)
                .withPropertyValues("management.endpoints.web.exposure.include=aettsubscriptions")
                .run(context -> assertThat(context).hasSingleBean(SubscriptionsEndpoint.class));
    }
}
