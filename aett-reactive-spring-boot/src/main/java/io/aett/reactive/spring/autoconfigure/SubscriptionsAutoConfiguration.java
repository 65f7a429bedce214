package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.ConsumerBuilders;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.spring.SubscriptionCustomizer;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Runs subscriptions, saga runners and command relays while the application runs. */
@AutoConfiguration(after = EventStoreAutoConfiguration.class)
public final class SubscriptionsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ConsumerBuilders consumerBuilders(
            EventStore store,
            AettProperties properties,
            Calls calls,
            ObjectProvider<SubscriptionCustomizer> subscriptions,
            ObjectProvider<OptionsCustomizer<SagaRunner.Builder>> runners,
            ObjectProvider<OptionsCustomizer<CommandRelay.Builder>> relays) {
        return new StoreConsumerBuilders(store, properties, calls, subscriptions, runners, relays);
    }

    @Bean
    Consumers aettConsumers(ListableBeanFactory beans, ConsumerBuilders builders, AettProperties properties) {
        return new Consumers(beans, builders, properties);
    }

    @Bean
    SubscriptionLifecycle aettSubscriptionLifecycle(Consumers consumers, ObjectProvider<Consumer> besides) {
        return new SubscriptionLifecycle(consumers, besides.orderedStream().toList());
    }
}
