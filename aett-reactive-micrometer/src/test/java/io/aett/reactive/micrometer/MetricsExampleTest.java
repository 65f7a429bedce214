package io.aett.reactive.micrometer;

import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.micrometer.Shop.Order;
import io.aett.reactive.micrometer.Shop.Placed;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class MetricsExampleTest {

    @Test
    void the_code_of_the_guide_measures_and_observes() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        TestObservationRegistry observations = TestObservationRegistry.create();
        MetricsExample.tagByTenant(observations);
        Sinks.Empty<Void> handled = Sinks.empty();
        MetricsExample example = MetricsExample.of(
                MemoryOptions.builder().topicMap(Shop.TOPICS).build(),
                meters,
                observations,
                Propagator.NOOP,
                EventHandlers.builder()
                        .on(Placed.class, event -> Mono.fromRunnable(handled::tryEmitEmpty))
                        .build());
        Disposable running = example.running().subscribe();
        Await.done(example.orders().update(Order.class, "o", order -> order.place("x")));
        Await.done(handled.asMono());
        Await.until(
                () -> "the look is over",
                () -> meters.find("aett.subscription.lag").gauge() != null);
        running.dispose();
        assertThat(meters.get("aett.append.commits").summary().totalAmount()).isEqualTo(1);
        assertThat(observations)
                .hasObservationWithNameEqualTo("aett.commit")
                .that()
                .hasLowCardinalityKeyValue("tenant", "my-shop");
        assertThat(observations).hasObservationWithNameEqualTo("aett.subscription.handle");
    }
}
