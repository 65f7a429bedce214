package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.spring.health.EventStoreHealthIndicator;
import io.aett.reactive.spring.health.SubscriptionHealthIndicator;
import io.aett.reactive.subscription.Subscriptions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;

/** The health of the store, {@code aettStore}, and of each subscription that this process runs, in {@code aettSubscriptions}. */
@AutoConfiguration(
        after = SubscriptionsAutoConfiguration.class,
        beforeName =
                "org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration")
@ConditionalOnClass({ReactiveHealthContributor.class, ConditionalOnEnabledHealthIndicator.class})
public final class HealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = "aettStoreHealthIndicator")
    @ConditionalOnEnabledHealthIndicator("aett-store")
    EventStoreHealthIndicator aettStoreHealthIndicator(EventStore store) {
        return new EventStoreHealthIndicator(store);
    }

    @Bean
    @ConditionalOnMissingBean(name = "aettSubscriptionsHealthContributor")
    @ConditionalOnEnabledHealthIndicator("aett-subscriptions")
    ReactiveHealthContributor aettSubscriptionsHealthContributor(Consumers consumers, Subscriptions subscriptions) {
        Map<String, ReactiveHealthContributor> byName = new LinkedHashMap<>();
        for (Consumer consumer : consumers.enabled()) {
            for (String name : consumer.subscriptions()) {
                byName.put(
                        name.replace('/', '_'),
                        new SubscriptionHealthIndicator(
                                subscriptions,
                                name,
                                consumers.of(consumer.name()).maxLag()));
            }
        }
        return CompositeReactiveHealthContributor.fromMap(byName);
    }
}
