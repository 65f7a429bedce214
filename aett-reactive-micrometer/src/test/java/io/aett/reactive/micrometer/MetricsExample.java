package io.aett.reactive.micrometer;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.subscription.Subscription;
import io.micrometer.common.KeyValue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** The code of the guide to metrics. */
record MetricsExample(AggregateRepository orders, EventStore store, Mono<Void> running) {

    static MetricsExample of(
            MemoryOptions options,
            MeterRegistry meters,
            ObservationRegistry observations,
            Propagator propagator,
            EventHandlers handlers) {
        MemoryEventStore store = MemoryEventStore.create(options);
        EventStoreMetrics metrics = EventStoreMetrics.bind(store, meters);
        EventStore observed = ObservedEventStore.of(store, observations);

        AggregateRepository orders = DefaultAggregateRepository.builder("my-shop", observed)
                .around(AettObservations.repositories(observations))
                .commitHeaders(TraceHeaders.of(propagator))
                .build();
        Subscription reader = Subscription.builder("order-summary", observed)
                .around(AettObservations.handlers(observations))
                .onEvents(handlers)
                .build();
        Mono<Void> running =
                Mono.when(reader.run(), metrics.counting(reader.signals()), metrics.watching(Duration.ofSeconds(15)));
        return new MetricsExample(orders, observed, running);
    }

    static void tagByTenant(ObservationRegistry observations) {
        observations.observationConfig().observationFilter(context -> {
            Subject subject = context.get(Subject.class);
            return subject == null || subject.tenantId() == null
                    ? context
                    : context.addLowCardinalityKeyValue(KeyValue.of("tenant", subject.tenantId()));
        });
    }
}
