package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.micrometer.EventStoreMetrics;
import io.aett.reactive.micrometer.ObservedEventStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The meters of the store, and those of subscriptions while the application runs some. */
@AutoConfiguration(
        after = SubscriptionsAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnClass({EventStoreMetrics.class, MeterRegistry.class})
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "aett.metrics.enabled", matchIfMissing = true)
public final class MetricsAutoConfiguration {

    @Bean(destroyMethod = "dispose")
    @ConditionalOnMissingBean
    EventStoreMetrics eventStoreMetrics(ObjectProvider<EventStore> stores, MeterRegistry registry) {
        return EventStoreMetrics.bind(unobserved(stores), registry);
    }

    /** So that looking at subscriptions makes no traces of its own. */
    private static EventStore unobserved(ObjectProvider<EventStore> stores) {
        List<EventStore> below = stores.stream()
                .filter(store -> !(store instanceof ObservedEventStore))
                .toList();
        return below.size() == 1 ? below.get(0) : stores.getObject();
    }

    @Bean
    Consumer aettMetrics(EventStoreMetrics metrics, Consumers consumers, AettProperties properties) {
        Duration every = properties.metrics().subscriptionsEvery();
        boolean looks =
                every.compareTo(Duration.ZERO) > 0 && !consumers.enabled().isEmpty();
        Mono<Void> looking = looks ? metrics.watching(every) : Mono.never();
        Mono<Void> counting = metrics.counting(
                Flux.merge(consumers.enabled().stream().map(Consumer::signals).toList()));
        return new Consumer(
                "aett.metrics",
                List.of(),
                Flux.empty(),
                end -> Mono.when(looking, counting).takeUntilOther(end));
    }
}
