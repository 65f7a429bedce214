package io.aett.reactive.spring;

import io.aett.reactive.subscription.Subscription;

/** Changes the options of each {@link EventSubscription}, and of what {@link ConsumerBuilders} makes, after the properties were applied. Several are applied in their order. */
@FunctionalInterface
public interface SubscriptionCustomizer {

    /**
     * Changes {@code builder}, which has no handler yet.
     *
     * @param name the subscription's name
     */
    void customize(String name, Subscription.Builder builder);
}
