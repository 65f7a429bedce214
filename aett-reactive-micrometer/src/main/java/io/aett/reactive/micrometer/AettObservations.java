package io.aett.reactive.micrometer;

import io.aett.reactive.Around;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.process.CommandCall;
import io.aett.reactive.subscription.HandlerCall;
import io.micrometer.observation.ObservationRegistry;
import java.util.Objects;

/**
 * Observations around what repositories, subscriptions and relays do, to be given to their builders.
 *
 * <pre>{@code
 * DefaultAggregateRepository.builder(tenant, store).around(AettObservations.repositories(registry))
 * Subscription.builder("orders", store).around(AettObservations.handlers(registry))
 * SagaRunner.builder("shipping", tenant, store)
 *     .subscription(options -> options.around(AettObservations.handlers(registry)))
 *     .repository(options -> options.around(AettObservations.repositories(registry)))
 * CommandRelay.builder("commands", store)
 *     .subscription(options -> options.around(AettObservations.handlers(registry)))
 *     .around(AettObservations.commands(registry))
 * }</pre>
 */
public final class AettObservations {

    private AettObservations() {}

    /** {@link AettObservation#AGGREGATE_LOAD} and {@link AettObservation#UPDATE}. A {@link RepositoryCall} is in the context of each. */
    public static Around<RepositoryCall> repositories(ObservationRegistry registry) {
        return new ObservedRepositories(observed(registry));
    }

    /**
     * {@link AettObservation#SUBSCRIPTION_HANDLE}. A {@link HandlerCall} is in the context of each. It goes on with the trace that the
     * commits carry in their headers, where it is the same in all of them.
     */
    public static Around<HandlerCall> handlers(ObservationRegistry registry) {
        return new ObservedHandlers(observed(registry));
    }

    /** {@link AettObservation#COMMAND_HANDLE}. A {@link CommandCall} is in the context of each. */
    public static Around<CommandCall> commands(ObservationRegistry registry) {
        return new ObservedCommands(observed(registry));
    }

    private static Observed observed(ObservationRegistry registry) {
        return new Observed(Objects.requireNonNull(registry, "registry"));
    }
}
