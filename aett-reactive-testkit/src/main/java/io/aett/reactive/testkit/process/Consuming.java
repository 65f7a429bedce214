package io.aett.reactive.testkit.process;

import io.aett.reactive.EventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.testkit.subscription.ErrandCrowd;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a consumer runs.
 *
 * @param run all of it
 * @param signals of all of it
 * @param subscriptions how many it is
 */
record Consuming(Mono<Void> run, Flux<SubscriptionSignal> signals, int subscriptions) {

    static Consuming of(Subscription subscription) {
        return new Consuming(subscription.run(), subscription.signals(), 1);
    }

    /** A runner and a relay. */
    static Consuming errands(EventStore store, UnaryOperator<Subscription.Builder> options) {
        SagaRunner runner = ErrandCrowd.runner(store, options);
        CommandRelay relay = ErrandCrowd.relay(store, options);
        return new Consuming(Mono.when(runner.run(), relay.run()), Flux.merge(runner.signals(), relay.signals()), 3);
    }
}
