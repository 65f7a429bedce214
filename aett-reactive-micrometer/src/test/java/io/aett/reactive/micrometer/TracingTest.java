package io.aett.reactive.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.micrometer.Shop.Order;
import io.aett.reactive.micrometer.Shop.Placed;
import io.aett.reactive.micrometer.Shop.Ship;
import io.aett.reactive.micrometer.Shop.Shipping;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** By a real exporter of OpenTelemetry, in memory. */
class TracingTest {

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build();
    private final io.opentelemetry.api.trace.Tracer otel = provider.get("test");
    private final OtelTracer tracer = new OtelTracer(otel, new OtelCurrentTraceContext(), event -> {});
    private final OtelPropagator propagator =
            new OtelPropagator(ContextPropagators.create(W3CTraceContextPropagator.getInstance()), otel);
    private final ObservationRegistry registry = ObservationRegistry.create();

    private final EventStore store = ObservedEventStore.of(
            MemoryEventStore.create(
                    MemoryOptions.builder().topicMap(Shop.TOPICS).build()),
            registry);
    private final AggregateRepository orders = DefaultAggregateRepository.builder("t", store)
            .around(AettObservations.repositories(registry))
            .commitHeaders(TraceHeaders.of(propagator))
            .build();

    TracingTest() {
        registry.observationConfig()
                .observationHandler(
                        new io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler(
                                new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
                                new DefaultTracingObservationHandler(tracer)));
    }

    @AfterEach
    void close() {
        provider.close();
    }

    /** As WebFlux has it: the observation of the request in the context of what it subscribes to. */
    private <T> T request(String name, Mono<T> work) {
        return Await.value(Mono.defer(() -> {
            Observation request = Observation.start(name, registry);
            return work.doFinally(end -> request.stop())
                    .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, request));
        }));
    }

    private SpanData span(String name) {
        Await.until(() -> "there is a span " + name, () -> spans(name).size() > 0);
        return spans(name).get(0);
    }

    private List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private SpanData child(SpanData parent, String name) {
        Await.until(
                () -> name + " is a child of " + parent.getName(),
                () -> spans(name).stream()
                        .anyMatch(span -> span.getParentSpanId().equals(parent.getSpanId())));
        return spans(name).stream()
                .filter(span -> span.getParentSpanId().equals(parent.getSpanId()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void one_trace_goes_from_a_request_over_the_commit_and_its_handler_to_the_command_of_a_saga_and_what_that_stores() {
        SagaRunner runner = SagaRunner.builder("shipping", "t", store)
                .saga(Shipping.class)
                .on(Placed.class, event -> "shipping-" + event.what())
                .subscription(options -> options.around(AettObservations.handlers(registry)))
                .repository(options -> options.around(AettObservations.repositories(registry))
                        .commitHeaders(TraceHeaders.of(propagator)))
                .build();
        CommandRelay relay = CommandRelay.builder("commands", store)
                .subscription(options -> options.around(AettObservations.handlers(registry)))
                .around(AettObservations.commands(registry))
                .on(
                        Ship.class,
                        (command, context) ->
                                orders.update(Order.class, command.order(), context.commandId(), Order::ship))
                .build();
        Disposable running = Mono.when(runner.run(), relay.run()).subscribe();

        request("POST /orders", orders.update(Order.class, "o-1", order -> order.place("o-1")));

        SpanData request = span("POST /orders");
        SpanData update = child(request, "update Order");
        SpanData commit = child(update, "commit");
        SpanData handled = child(update, "handle shipping");
        SpanData saga = child(handled, "update Shipping");
        child(saga, "load Shipping");
        child(saga, "commit");
        SpanData command = child(child(saga, "handle commands"), "command Ship");
        SpanData shipped = child(command, "update Order");
        child(shipped, "commit");
        running.dispose();

        assertThat(handled.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(commit.getAttributes().get(AttributeKey.stringKey("outcome")))
                .isEqualTo("committed");
        assertThat(List.of(update, commit, handled, saga, command, shipped))
                .allMatch(span -> span.getTraceId().equals(request.getTraceId()));
    }

    @Test
    void correlation_and_causation_go_the_same_way() {
        Disposable running = Mono.when(
                        SagaRunner.builder("shipping", "t", store)
                                .saga(Shipping.class)
                                .on(Placed.class, event -> "shipping-" + event.what())
                                .build()
                                .run(),
                        CommandRelay.builder("commands", store)
                                .on(
                                        Ship.class,
                                        (command, context) -> orders.update(
                                                Order.class, command.order(), context.commandId(), Order::ship))
                                .build()
                                .run())
                .subscribe();
        request(
                "POST",
                orders.update(Order.class, "o-1", order -> order.place("o-1"))
                        .contextWrite(Correlation.of("request-1")::writeTo));
        Await.until(() -> "it is shipped", () -> commits("o-1").size() == 2);
        running.dispose();
        Commit saga = commits("shipping-o-1").get(0);
        Commit shipped = commits("o-1").get(1);
        assertThat(saga.headers())
                .containsEntry(Correlation.CORRELATION_ID, "request-1")
                .containsEntry(
                        Correlation.CAUSATION_ID,
                        commits("o-1").get(0).commitId().toString());
        assertThat(shipped.headers())
                .containsEntry(Correlation.CORRELATION_ID, "request-1")
                .containsEntry(Correlation.CAUSATION_ID, saga.commitId().toString());
    }

    private List<Commit> commits(String stream) {
        return Await.all(store.commits().get("t", stream));
    }

    @Test
    void a_commit_carries_the_trace_of_who_saved_it_though_appends_are_shared() {
        List<String> names = List.of("r-1", "r-2", "r-3", "r-4");
        Await.all(Flux.fromIterable(names)
                .flatMap(name -> Mono.defer(() -> {
                    Observation request = Observation.start(name, registry);
                    return orders.update(Order.class, name, order -> order.place(name))
                            .doFinally(end -> request.stop())
                            .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, request));
                })));
        for (String name : names) {
            String trace = span(name).getTraceId();
            assertThat(commits(name).get(0).headers().get("traceparent"))
                    .asString()
                    .contains(trace);
        }
    }

    @Test
    void updates_of_one_stream_that_wait_for_each_other_keep_their_traces_apart() {
        List<String> names = List.of("r-1", "r-2", "r-3");
        Await.all(Flux.fromIterable(names)
                .flatMap(name -> Mono.defer(() -> {
                    Observation request = Observation.start(name, registry);
                    return orders.update(Order.class, "shared", order -> order.place(name))
                            .doFinally(end -> request.stop())
                            .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, request));
                })));
        List<Commit> stored = commits("shared");
        assertThat(stored).hasSize(3);
        for (Commit commit : stored) {
            String name = ((Placed) commit.events().get(0).body()).what();
            SpanData request = span(name);
            assertThat(commit.headers().get("traceparent")).asString().contains(request.getTraceId());
            assertThat(spans("commit"))
                    .as("the commit of an update that waited is in its trace")
                    .anyMatch(span -> span.getTraceId().equals(request.getTraceId()));
        }
    }

    @Test
    void without_an_observation_nothing_is_written() {
        AggregateRepository unobserved = DefaultAggregateRepository.builder("t", store)
                .commitHeaders(TraceHeaders.of(propagator))
                .build();
        Await.done(unobserved.update(Order.class, "o", order -> order.place("o")));
        assertThat(commits("o").get(0).headers()).isEmpty();
    }

    @Test
    void an_observation_that_is_not_traced_takes_the_trace_of_the_one_around_it() {
        Observation request = Observation.start("request", registry);
        Observation untraced = Observation.createNotStarted("inner", registry).parentObservation(request);
        var headers = TraceHeaders.of(propagator)
                .from(reactor.util.context.Context.of(ObservationThreadLocalAccessor.KEY, untraced));
        request.stop();
        assertThat(headers.get("traceparent"))
                .asString()
                .contains(Objects.requireNonNull(span("request")).getTraceId());
    }

    @Test
    void a_batch_of_several_traces_belongs_to_none_of_them_and_one_of_a_single_trace_goes_on_with_it() {
        request("one", orders.update(Order.class, "a", order -> order.place("a")));
        request("two", orders.update(Order.class, "b", order -> order.place("b")));
        List<Commit> both = Await.all(store.management().getFrom(0));
        Await.done(AettObservations.handlers(registry)
                .around(new io.aett.reactive.subscription.HandlerCall("mixed", both), Mono.empty()));
        Await.done(AettObservations.handlers(registry)
                .around(
                        new io.aett.reactive.subscription.HandlerCall("same", List.of(both.get(0), both.get(0))),
                        Mono.empty()));
        assertThat(span("handle mixed").getTraceId())
                .isNotEqualTo(span("one").getTraceId())
                .isNotEqualTo(span("two").getTraceId());
        assertThat(span("handle same").getTraceId()).isEqualTo(span("one").getTraceId());
    }
}
