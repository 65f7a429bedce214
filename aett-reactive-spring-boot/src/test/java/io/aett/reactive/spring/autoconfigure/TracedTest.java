package io.aett.reactive.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.CommitHeaders;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.ConsumerBuilders;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.spring.shop.Order;
import io.aett.reactive.spring.shop.OrderEvent;
import io.aett.reactive.spring.shop.OrderEvent.OrderPlaced;
import io.aett.reactive.spring.shop.OrderSummary;
import io.aett.reactive.spring.shop.Payment;
import io.aett.reactive.spring.shop.Payment.Charge;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration;
import org.springframework.boot.opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** A trace goes through an application that nobody wired for it, by Boot's own tracer and an exporter in memory. */
class TracedTest {

    private final ApplicationContextRunner application = Contexts.runner(StoreKind.MEMORY)
            .withConfiguration(AutoConfigurations.of(
                    ObservationAutoConfiguration.class,
                    OpenTelemetrySdkAutoConfiguration.class,
                    OpenTelemetryTracingAutoConfiguration.class,
                    MicrometerTracingAutoConfiguration.class))
            .withUserConfiguration(Process.class)
            .withPropertyValues("aett.tenant=shop", "management.tracing.sampling.probability=1");

    /** As WebFlux has it: the observation of the request in the context of what it subscribes to. */
    private static void request(ApplicationContext context, Mono<?> work) {
        Await.done(Mono.defer(() -> {
                    Observation request = Observation.start("request", context.getBean(ObservationRegistry.class));
                    return work.doFinally(end -> request.stop())
                            .contextWrite(own -> own.put(ObservationThreadLocalAccessor.KEY, request));
                })
                .then());
    }

    private static Mono<Order> place(ApplicationContext context) {
        return context.getBean(AggregateRepository.class).update(Order.class, "o-1", order -> order.place("a book"));
    }

    private static SpanData child(ApplicationContext context, String parent, String name) {
        InMemorySpanExporter exporter = context.getBean(InMemorySpanExporter.class);
        Await.until(
                () -> name + " in " + exporter.getFinishedSpanItems(),
                () -> exporter.getFinishedSpanItems().stream().anyMatch(span -> is(span, parent, name)));
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> is(span, parent, name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean is(SpanData span, String parent, String name) {
        return span.getParentSpanId().equals(parent) && span.getName().equals(name);
    }

    @Test
    void one_trace_goes_from_a_request_over_its_commit_and_handlers_to_the_command_of_a_saga_and_what_that_stores() {
        application.withBean(OrderSummary.class).run(context -> {
            request(context, place(context));

            SpanData update =
                    child(context, child(context, "0000000000000000", "request").getSpanId(), "update Order");
            child(context, update.getSpanId(), "commit");
            child(context, update.getSpanId(), "handle order-summary");
            child(context, update.getSpanId(), "handle counting");
            SpanData handled = child(context, update.getSpanId(), "handle payments");
            SpanData saga = child(context, handled.getSpanId(), "update Payment");
            SpanData handedOver = child(context, saga.getSpanId(), "handle relay");
            SpanData command = child(context, handedOver.getSpanId(), "command Charge");
            SpanData shipped = child(context, command.getSpanId(), "update Order");
            assertThat(child(context, shipped.getSpanId(), "commit").getTraceId())
                    .isEqualTo(update.getTraceId());
        });
    }

    @Test
    void a_commit_says_its_trace_and_what_beans_of_the_application_say() {
        application
                .withBean(CommitHeaders.class, () -> context -> Map.of("who", "me"))
                .run(context -> {
                    request(context, place(context));
                    assertThat(Await.all(context.getBean(EventStore.class)
                                            .commits()
                                            .get("shop", "o-1"))
                                    .get(0)
                                    .headers())
                            .containsKey("traceparent")
                            .containsEntry("who", "me");
                });
    }

    @Test
    void it_says_none_when_observations_are_off() {
        application.withPropertyValues("aett.observations.enabled=false").run(context -> {
            request(context, place(context));
            assertThat(Await.all(context.getBean(EventStore.class).commits().get("shop", "o-1"))
                            .get(0)
                            .headers())
                    .isEmpty();
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class Process {

        @Bean
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Bean
        SpanProcessor atOnce(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }

        @Bean
        TopicMap topics() {
            return TopicMap.create().register(OrderEvent.class).add("charge", Charge.class);
        }

        @Bean
        Subscription counting(ConsumerBuilders builders) {
            return builders.subscription("counting")
                    .onCommit(commit -> Mono.empty())
                    .build();
        }

        @Bean
        SagaRunner payments(ConsumerBuilders builders) {
            return builders.sagaRunner("payments", "shop")
                    .saga(Payment.class)
                    .on(OrderPlaced.class, (event, context) -> "payment-" + context.streamId())
                    .build();
        }

        @Bean
        CommandRelay relay(ConsumerBuilders builders, AggregateRepository orders) {
            return builders.commandRelay("relay")
                    .on(
                            Charge.class,
                            (command, context) ->
                                    orders.update(Order.class, command.order(), context.commandId(), Order::ship))
                    .subscription(options -> options.concurrency(2))
                    .build();
        }
    }

    @Test
    void what_builders_make_has_the_options_of_the_properties() {
        application
                .withPropertyValues("aett.subscriptions.counting.slices=3", "aett.subscriptions.payments.slices=2")
                .run(context -> {
                    request(context, place(context));
                    assertThat(slices(context, "counting")).isEqualTo(3);
                    assertThat(slices(context, "payments")).isEqualTo(2);
                });
        application
                .withPropertyValues("aett.subscriptions.counting.start-from=yesterday")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("yesterday"));
    }

    private static int slices(ApplicationContext context, String name) {
        Subscriptions subscriptions = context.getBean(Subscriptions.class);
        Await.until(
                () -> "running",
                () -> Await.all(subscriptions.list()).stream()
                        .anyMatch(
                                one -> one.name().equals(name) && !one.slices().isEmpty()));
        return Await.value(subscriptions.status(name)).slices().size();
    }

    @Test
    void a_customizer_of_runners_and_one_of_relays_are_asked() {
        List<String> asked = new CopyOnWriteArrayList<>();
        application
                .withUserConfiguration(Customized.class)
                .withBean(Asked.class, () -> new Asked(asked))
                .run(context -> assertThat(asked).containsExactlyInAnyOrder("runner", "relay"));
    }

    record Asked(List<String> who) {}

    @Configuration(proxyBeanMethods = false)
    static class Customized {

        @Bean
        OptionsCustomizer<SagaRunner.Builder> runners(Asked asked) {
            return builder -> asked.who().add("runner");
        }

        @Bean
        OptionsCustomizer<CommandRelay.Builder> relays(Asked asked) {
            return builder -> asked.who().add("relay");
        }
    }
}
