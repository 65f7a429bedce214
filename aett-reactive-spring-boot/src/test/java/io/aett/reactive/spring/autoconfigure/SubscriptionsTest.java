package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.EventSubscription;
import io.aett.reactive.spring.SubscriptionCustomizer;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.spring.shop.Payment;
import io.aett.reactive.spring.shop.Payment.Charge;
import io.aett.reactive.subscription.EventContext;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What an application runs as long as it lives. */
class SubscriptionsTest {

    private final ApplicationContextRunner application =
            Contexts.runner(StoreKind.MEMORY).withPropertyValues("aett.tenant=shop");

    private static void place(ApplicationContext context, String id) {
        Await.done(context.getBean(AggregateRepository.class).update(Order.class, id, order -> order.place("a book")));
    }

    private static void handled(ApplicationContext context, String name) {
        long head = Await.value(context.getBean(EventStore.class).management().head());
        Await.done(context.getBean(Subscriptions.class).awaitHandled(name, head));
    }

    private static SubscriptionStatus status(ApplicationContext context, String name) {
        return Await.value(context.getBean(Subscriptions.class).status(name));
    }

    @Test
    void an_annotated_class_gets_its_events_each_by_the_most_specific_method() {
        application.withBean(OrderSummary.class).run(context -> {
            Await.done(context.getBean(AggregateRepository.class).update(Order.class, "o-1", order -> {
                order.place("a book");
                order.ship();
            }));
            Await.until(
                    () -> "handled",
                    () -> context.getBean(OrderSummary.class).placed().size() == 2);
            assertThat(context.getBean(OrderSummary.class).placed()).containsExactly("o-1: a book", "other");
        });
    }

    @Test
    void it_is_a_component_that_scanning_finds() {
        assertThat(OrderSummary.class)
                .satisfies(type -> assertThat(org.springframework.core.annotation.AnnotatedElementUtils.isAnnotated(
                                type, org.springframework.stereotype.Component.class))
                        .isTrue());
    }

    @Test
    void subscriptions_runners_and_relays_are_run() {
        application.withUserConfiguration(Process.class).run(context -> {
            place(context, "o-1");
            List<String> done = context.getBean("done", Done.class).what();
            Await.until(() -> done.toString(), () -> done.size() == 2);
            assertThat(done).containsExactlyInAnyOrder("counted", "charged o-1");
        });
    }

    @Test
    void an_event_that_a_runner_delivered_to_a_saga_is_handled_once_unless_deliveries_are_asked_for() {
        application
                .withUserConfiguration(Process.class)
                .withBean(OrderSummary.class)
                .withBean(Delivered.class)
                .run(context -> {
                    place(context, "o-1");
                    Delivered delivered = context.getBean(Delivered.class);
                    Await.until(() -> "delivered", () -> delivered.streams.size() == 2);
                    handled(context, "order-summary");
                    assertThat(delivered.streams).containsExactlyInAnyOrder("o-1", "payment-o-1");
                    assertThat(context.getBean(OrderSummary.class).placed()).containsExactly("o-1: a book");
                });
    }

    @Test
    void what_is_not_enabled_here_is_not_run() {
        application
                .withBean(OrderSummary.class)
                .withPropertyValues("aett.subscriptions.order-summary.enabled=false")
                .run(context -> {
                    assertThat(context.getBean(Consumers.class).enabled()).isEmpty();
                    assertThat(Await.all(context.getBean(Subscriptions.class).list()))
                            .isEmpty();
                });
    }

    @Test
    void its_properties_and_customizers_are_options_of_the_subscription() {
        application
                .withBean(OrderSummary.class)
                .withBean(SubscriptionCustomizer.class, () -> (name, builder) -> {
                    assertThat(name).isEqualTo("order-summary");
                    builder.slices(3);
                })
                .withPropertyValues(
                        "aett.subscriptions.order-summary.slices=2",
                        "aett.subscriptions.order-summary.tenants=other,another",
                        "aett.subscriptions.order-summary.start-from=end")
                .run(context -> {
                    place(context, "o-1");
                    handled(context, "order-summary");
                    assertThat(status(context, "order-summary").slices()).hasSize(3);
                    assertThat(context.getBean(OrderSummary.class).placed()).isEmpty();
                });
    }

    @Test
    void a_context_that_is_stopped_and_started_again_runs_them_again() {
        application.withBean(OrderSummary.class).run(context -> {
            ConfigurableApplicationContext own = context.getSourceApplicationContext();
            place(context, "o-1");
            handled(context, "order-summary");
            own.stop();
            assertThat(status(context, "order-summary").state()).isEqualTo(State.STOPPED);
            place(context, "o-2");
            own.start();
            handled(context, "order-summary");
            assertThat(context.getBean(OrderSummary.class).placed()).hasSize(2);
        });
    }

    /** The end waits for the handler at work, stores how far it is, and only then closes the store. */
    @Test
    void they_end_in_good_order_before_the_store_is_closed() {
        Slow slow = new Slow();
        EventStore[] store = new EventStore[1];
        application.withBean(Slow.class, () -> slow).run(context -> {
            store[0] = context.getBean(EventStore.class);
            place(context, "o-1");
            Await.until(() -> "at work", () -> slow.begun.getCount() == 0);
            new Thread(() -> {
                        Await.until(
                                () -> "stopping",
                                () -> !context.getBean(SubscriptionLifecycle.class)
                                        .isRunning());
                        slow.end.tryEmitEmpty();
                    })
                    .start();
        });
        assertThat(slow.states).containsExactly("store open");
    }

    @ParameterizedTest
    @ValueSource(classes = {Nothing.class, TooMany.class, Returning.class, Unnamed.class})
    void a_class_that_cannot_be_one_is_a_failure_with_a_cure(Class<?> type) {
        application.withBean(type).run(context -> {
            assertThat(context).hasFailed();
            assertThat(new SetupFailureAnalyzer()
                            .analyze(context.getStartupFailure())
                            .getAction())
                    .isNotEmpty();
        });
    }

    @Test
    void two_of_one_name_are_a_failure() {
        application
                .withBean(OrderSummary.class)
                .withBean("another", Another.class)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(new SetupFailureAnalyzer()
                                    .analyze(context.getStartupFailure())
                                    .getDescription())
                            .contains("Two subscriptions are named order-summary");
                });
    }

    @Test
    void a_place_to_begin_that_is_none_is_a_failure() {
        application
                .withBean(OrderSummary.class)
                .withPropertyValues("aett.subscriptions.order-summary.start-from=yesterday")
                .run((AssertableApplicationContext context) ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("yesterday"));
    }

    @EventSubscription("nothing")
    static class Nothing {}

    @EventSubscription("too-many")
    static class TooMany {

        void on(OrderPlaced event, String what) {}
    }

    @EventSubscription("returning")
    static class Returning {

        String on(OrderPlaced event) {
            return "";
        }
    }

    @EventSubscription("")
    static class Unnamed {

        void on(OrderPlaced event) {}
    }

    @EventSubscription("order-summary")
    static class Another {

        void on(OrderPlaced event) {}
    }

    /** At work until it is told to end. */
    @EventSubscription("slow")
    static class Slow {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final Sinks.Empty<Void> end = Sinks.empty();
        private final List<String> states = new CopyOnWriteArrayList<>();

        Mono<Void> on(OrderPlaced event) {
            return Mono.defer(() -> {
                begun.countDown();
                return end.asMono().doOnSuccess(nothing -> states.add("store open"));
            });
        }
    }

    @EventSubscription(value = "delivered", deliveries = true)
    static class Delivered {

        private final List<String> streams = new CopyOnWriteArrayList<>();

        void on(OrderPlaced event, EventContext context) {
            streams.add(context.streamId());
        }
    }

    record Done(List<String> what) {}

    @Configuration(proxyBeanMethods = false)
    static class Process {

        @Bean
        Done done() {
            return new Done(new CopyOnWriteArrayList<>());
        }

        @Bean
        io.aett.reactive.TopicMap topics() {
            return io.aett.reactive.TopicMap.create()
                    .register(io.aett.reactive.spring.shop.OrderEvent.class)
                    .add("charge", Charge.class);
        }

        @Bean
        Subscription counting(EventStore store, Done done) {
            return Subscription.builder("counting", store)
                    .onEvents(io.aett.reactive.subscription.EventHandlers.builder()
                            .on(
                                    OrderPlaced.class,
                                    event -> Mono.fromRunnable(() -> {
                                        if (!done.what().contains("counted")) {
                                            done.what().add("counted");
                                        }
                                    }))
                            .build())
                    .tenants("shop")
                    .build();
        }

        @Bean
        SagaRunner payments(EventStore store) {
            return SagaRunner.builder("payments", "shop", store)
                    .saga(Payment.class)
                    .on(
                            OrderPlaced.class,
                            (event, context) ->
                                    context.streamId().startsWith("payment-") ? null : "payment-" + context.streamId())
                    .build();
        }

        @Bean
        CommandRelay relay(EventStore store, Done done) {
            return CommandRelay.builder("relay", store)
                    .on(
                            Charge.class,
                            (command, context) ->
                                    Mono.fromRunnable(() -> done.what().add("charged " + command.order())))
                    .build();
        }
    }
}
