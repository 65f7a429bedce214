package io.aett.reactive.spring;

import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;

/**
 * Builders of what the application runs as long as it lives, on its store, with all that its properties and beans say: {@code aett.subscriptions.<name>.*}, customizers,
 * what goes around calls and commits' headers. What is built and declared as a bean is run. Safe for use by many threads; each call gives a new builder.
 *
 * <p>What is called on a builder goes after what it came with, and adds to it or replaces it as the builder says.
 */
public interface ConsumerBuilders {

    /** For a subscription of this name, without a handler. */
    Subscription.Builder subscription(String name);

    /** For a runner of this name, for the events and sagas of this tenant. */
    SagaRunner.Builder sagaRunner(String name, String tenantId);

    /** For a relay of this name. The subscription beside it that notes timers has the same options. */
    CommandRelay.Builder commandRelay(String name);
}
