package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What an application runs as long as it lives.
 *
 * @param name of the consumer
 * @param subscriptions the names of its subscriptions
 * @param signals what happens in its runs
 * @param runUntil runs it until a publisher completes
 */
record Consumer(
        String name,
        List<String> subscriptions,
        Flux<SubscriptionSignal> signals,
        Function<Publisher<?>, Mono<Void>> runUntil) {

    static Consumer of(Subscription subscription) {
        return new Consumer(
                subscription.name(), List.of(subscription.name()), subscription.signals(), subscription::runUntil);
    }

    static Consumer of(SagaRunner runner) {
        return new Consumer(runner.name(), List.of(runner.name()), runner.signals(), runner::runUntil);
    }

    /** Beside its own it has one that notes timers. */
    static Consumer of(CommandRelay relay) {
        return new Consumer(
                relay.name(), List.of(relay.name(), relay.name() + ".timers"), relay.signals(), relay::runUntil);
    }
}
