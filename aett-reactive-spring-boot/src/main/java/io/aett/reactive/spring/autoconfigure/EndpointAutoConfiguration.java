package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.spring.actuate.SubscriptionsEndpoint;
import io.aett.reactive.subscription.Subscriptions;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code aettsubscriptions}, where it is exposed. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
public final class EndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint(SubscriptionsEndpoint.class)
    SubscriptionsEndpoint aettSubscriptionsEndpoint(Subscriptions subscriptions) {
        return new SubscriptionsEndpoint(subscriptions);
    }
}
