package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.Around;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.micrometer.AettObservations;
import io.aett.reactive.micrometer.ObservedEventStore;
import io.aett.reactive.micrometer.TraceHeaders;
import io.aett.reactive.process.CommandCall;
import io.aett.reactive.subscription.HandlerCall;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Has the store observed, and repositories, handlers and commands with it; and where there is a tracer, has the trace go on from a commit to whoever handles it. The
 * store below stays a bean of its own type.
 */
@AutoConfiguration(
        after = EventStoreAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnClass({ObservedEventStore.class, ObservationRegistry.class})
@ConditionalOnSingleCandidate(ObservationRegistry.class)
@ConditionalOnBooleanProperty(name = "aett.observations.enabled", matchIfMissing = true)
public final class ObservationsAutoConfiguration {

    /** It is the one below that is closed. */
    @Bean(destroyMethod = "")
    @Primary
    @ConditionalOnMissingBean
    @Conditional(OneStoreCondition.class)
    ObservedEventStore observedEventStore(EventStore store, ObservationRegistry registry) {
        return store instanceof ObservedEventStore observed ? observed : ObservedEventStore.of(store, registry);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnMissingBean(name = "aettObservedRepositories")
    Around<RepositoryCall> aettObservedRepositories(ObservationRegistry registry) {
        return AettObservations.repositories(registry);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnMissingBean(name = "aettObservedHandlers")
    Around<HandlerCall> aettObservedHandlers(ObservationRegistry registry) {
        return AettObservations.handlers(registry);
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @ConditionalOnMissingBean(name = "aettObservedCommands")
    Around<CommandCall> aettObservedCommands(ObservationRegistry registry) {
        return AettObservations.commands(registry);
    }

    /** The trace in the headers of commits. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(Propagator.class)
    @ConditionalOnBean(Propagator.class)
    static final class Tracing {

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        @ConditionalOnMissingBean
        TraceHeaders aettTraceHeaders(Propagator propagator) {
            return TraceHeaders.of(propagator);
        }
    }
}
