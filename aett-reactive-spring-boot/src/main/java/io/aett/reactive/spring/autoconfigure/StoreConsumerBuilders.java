package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.ConsumerBuilders;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.spring.SubscriptionCustomizer;
import io.aett.reactive.subscription.Subscription;
import org.springframework.beans.factory.ObjectProvider;

/** Builders for consumers of one store. */
final class StoreConsumerBuilders implements ConsumerBuilders {

    private final EventStore store;
    private final AettProperties properties;
    private final Calls calls;
    private final ObjectProvider<SubscriptionCustomizer> subscriptions;
    private final ObjectProvider<OptionsCustomizer<SagaRunner.Builder>> runners;
    private final ObjectProvider<OptionsCustomizer<CommandRelay.Builder>> relays;

    StoreConsumerBuilders(
            EventStore store,
            AettProperties properties,
            Calls calls,
            ObjectProvider<SubscriptionCustomizer> subscriptions,
            ObjectProvider<OptionsCustomizer<SagaRunner.Builder>> runners,
            ObjectProvider<OptionsCustomizer<CommandRelay.Builder>> relays) {
        this.store = store;
        this.properties = properties;
        this.calls = calls;
        this.subscriptions = subscriptions;
        this.runners = runners;
        this.relays = relays;
    }

    @Override
    public Subscription.Builder subscription(String name) {
        return SetupException.namingSubscription(name, () -> options(name, Subscription.builder(name, store)));
    }

    @Override
    public SagaRunner.Builder sagaRunner(String name, String tenantId) {
        SagaRunner.Builder builder = SagaRunner.builder(name, tenantId, store)
                .subscription(options -> options(name, options))
                .repository(repository -> {
                    calls.repositories(repository::around);
                    return repository.commitHeaders(calls.headers());
                });
        runners.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder;
    }

    @Override
    public CommandRelay.Builder commandRelay(String name) {
        CommandRelay.Builder builder =
                CommandRelay.builder(name, store).subscription(options -> options(name, options));
        calls.commands(builder::around);
        relays.orderedStream().forEach(customizer -> customizer.customize(builder));
        return builder;
    }

    private Subscription.Builder options(String name, Subscription.Builder builder) {
        calls.handlers(builder::around);
        SubscriptionOptions.apply(properties.subscription(name), builder);
        subscriptions.orderedStream().forEach(customizer -> customizer.customize(name, builder));
        return builder;
    }
}
