package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Around;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.micrometer.EventStoreMetrics;
import io.aett.reactive.micrometer.ObservedEventStore;
import io.aett.reactive.spring.EventSubscription;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

/** What an application measures and observes, and when it does not. */
class ObservedTest {

    private final ApplicationContextRunner plain =
            Contexts.runner(StoreKind.MEMORY).withPropertyValues("aett.tenant=shop");

    /** With Boot's own registries. */
    private final ApplicationContextRunner application = plain.withConfiguration(AutoConfigurations.of(
            MetricsAutoConfiguration.class,
            CompositeMeterRegistryAutoConfiguration.class,
            SimpleMetricsExportAutoConfiguration.class,
            ObservationAutoConfiguration.class));

    private static void place(ApplicationContext context, String id) {
        Await.done(context.getBean(AggregateRepository.class).update(Order.class, id, order -> order.place("a book")));
    }

    private static boolean has(ApplicationContext context, String meter) {
        return context.getBean(MeterRegistry.class).find(meter).meter() != null;
    }

    @Test
    void everybody_gets_the_observed_store_and_who_asks_for_it_the_one_below() {
        application.run(context -> {
            assertThat(context.getBean(EventStore.class)).isInstanceOf(ObservedEventStore.class);
            assertThat(context).hasSingleBean(MemoryEventStore.class).hasSingleBean(ObservedEventStore.class);
            place(context, "o-1");
            assertThat(has(context, "aett.commit")).isTrue();
            assertThat(has(context, "aett.update")).isTrue();
            assertThat(context.getBean(MeterRegistry.class)
                            .get("aett.commits")
                            .tag("result", "stored")
                            .counter()
                            .count())
                    .isEqualTo(1);
        });
    }

    @Test
    void subscriptions_are_looked_at_and_their_handlers_observed() {
        application
                .withBean(OrderSummary.class)
                .withPropertyValues("aett.metrics.subscriptions-every=10ms")
                .run(context -> {
                    place(context, "o-1");
                    Await.until(() -> "handled", () -> has(context, "aett.subscription.handle"));
                    Await.until(() -> "looked at", () -> has(context, "aett.subscription.lag"));
                });
    }

    @Test
    void what_is_tried_again_is_counted() {
        application
                .withBean(FailsOnce.class)
                .withPropertyValues("aett.subscriptions.fails-once.first-backoff=1ms")
                .run(context -> {
                    place(context, "o-1");
                    Await.until(() -> "counted", () -> has(context, "aett.subscription.retries"));
                });
    }

    @Test
    void looking_at_subscriptions_can_be_left_out() {
        application
                .withBean(OrderSummary.class)
                .withPropertyValues("aett.metrics.subscriptions-every=0")
                .run(context -> {
                    place(context, "o-1");
                    Await.until(() -> "handled", () -> has(context, "aett.subscription.handle"));
                    assertThat(has(context, "aett.subscription.lag")).isFalse();
                });
    }

    /** An application without subscriptions may have a store without states. */
    @Test
    void who_runs_no_subscription_looks_at_none() {
        AtomicInteger looks = new AtomicInteger();
        EventStore own = counting(MemoryEventStore.create(), looks);
        application.withBean(EventStore.class, () -> own).run(context -> {
            assertThat(has(context, "aett.queue")).isTrue();
            assertThat(looks).hasValue(0);
        });
        application
                .withBean(EventStore.class, () -> own)
                .withBean(OrderSummary.class)
                .withPropertyValues("aett.subscriptions.order-summary.concurrency=1")
                .run(context -> Await.until(() -> "looked at", () -> looks.get() > 0));
    }

    /** Counts what is asked of states. */
    private static EventStore counting(EventStore store, AtomicInteger asked) {
        StateStore states = (StateStore) Proxy.newProxyInstance(
                StateStore.class.getClassLoader(), new Class<?>[] {StateStore.class}, (self, method, given) -> {
                    asked.incrementAndGet();
                    return method.invoke(store.states(), given);
                });
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(),
                new Class<?>[] {EventStore.class},
                (self, method, given) -> switch (method.getName()) {
                    case "states" -> states;
                    case "equals" -> self == given[0];
                    default -> method.invoke(store, given);
                });
    }

    @Test
    void each_is_off_when_it_is_said() {
        application.withPropertyValues("aett.observations.enabled=false").run(context -> {
            assertThat(context)
                    .doesNotHaveBean(ObservedEventStore.class)
                    .doesNotHaveBean(Around.class)
                    .hasSingleBean(EventStoreMetrics.class);
        });
        application.withPropertyValues("aett.metrics.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(EventStoreMetrics.class).hasSingleBean(ObservedEventStore.class);
            place(context, "o-1");
            assertThat(has(context, "aett.append")).isFalse();
        });
    }

    @Test
    void without_registries_there_is_nothing() {
        plain.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(EventStore.class)
                .doesNotHaveBean(EventStoreMetrics.class));
    }

    @Test
    void without_the_module_there_is_nothing() {
        application
                .withClassLoader(new FilteredClassLoader("io.aett.reactive.micrometer", "io.r2dbc", "com.mongodb"))
                .withPropertyValues("aett.store=memory")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(EventStore.class)
                        .hasSingleBean(MemoryEventStore.class));
    }

    @Test
    void without_a_tracer_nothing_is_written_into_headers() {
        application
                .withClassLoader(new FilteredClassLoader(
                        "io.micrometer.tracing",
                        "io.r2dbc",
                        "com.mongodb",
                        "org.springframework.boot.micrometer.tracing"))
                .withPropertyValues("aett.store=memory")
                .run(context -> {
                    place(context, "o-1");
                    assertThat(Await.all(context.getBean(EventStore.class)
                                            .commits()
                                            .get("shop", "o-1"))
                                    .get(0)
                                    .headers())
                            .isEmpty();
                });
    }

    @Test
    void a_store_of_the_application_is_observed_too() {
        MemoryEventStore own = MemoryEventStore.create();
        application.withBean("mine", EventStore.class, () -> own).run(context -> {
            assertThat(context.getBean(EventStore.class)).isInstanceOf(ObservedEventStore.class);
            assertThat(context.getBean("mine")).isSameAs(own);
        });
    }

    @Test
    void a_store_that_is_observed_is_not_observed_again() {
        application
                .withBean(
                        "mine",
                        EventStore.class,
                        () -> ObservedEventStore.of(MemoryEventStore.create(), ObservationRegistry.NOOP))
                .run(context -> assertThat(context.getBean(EventStore.class)).isSameAs(context.getBean("mine")));
    }

    @Test
    void which_of_several_stores_everybody_gets_stays_the_applications_to_say() {
        application
                .withBean("first", EventStore.class, MemoryEventStore::create, bean -> bean.setPrimary(true))
                .withBean("second", EventStore.class, MemoryEventStore::create)
                .run(context -> assertThat(context.getBean(EventStore.class)).isSameAs(context.getBean("first")));
    }

    @Test
    void meters_of_the_application_replace_ours() {
        application
                .withBean(
                        "mine",
                        EventStoreMetrics.class,
                        () -> EventStoreMetrics.bind(MemoryEventStore.create(), new SimpleMeterRegistry()))
                .run(context -> {
                    assertThat(context).hasSingleBean(EventStoreMetrics.class);
                    place(context, "o-1");
                    assertThat(has(context, "aett.append")).isFalse();
                });
    }

    @Test
    void a_store_that_the_application_closes_itself_is_not_closed() {
        MemoryEventStore own = MemoryEventStore.create();
        application
                .withBean(EventStore.class, () -> own)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(Await.value(own.management().head())).isZero();
    }

    /** Fails at the first attempt. */
    @EventSubscription("fails-once")
    static class FailsOnce {

        private final AtomicInteger attempts = new AtomicInteger();

        Mono<Void> on(OrderPlaced event) {
            return attempts.incrementAndGet() == 1 ? Mono.error(new IllegalStateException("no")) : Mono.empty();
        }
    }
}
