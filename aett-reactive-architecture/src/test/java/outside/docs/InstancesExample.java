package outside.docs;

import static outside.docs.SubscriptionExample.supervised;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One of several instances of a program. */
final class InstancesExample {

    /** The same in each instance: the slices spread over those that run. */
    static Subscription shared(EventStore store, Function<Commit, Publisher<?>> handler) {
        return Subscription.builder("statements", store)
                .slices(16)
                .onCommit(handler)
                .build();
    }

    /** The life of an instance: its subscriptions run until it is to stop, and the store is closed when they have ended. */
    static Mono<Void> running(EventStore store, List<Subscription> subscriptions, Mono<Void> stop) {
        return Flux.fromIterable(subscriptions)
                .flatMap(subscription -> supervised(subscription, stop), Integer.MAX_VALUE)
                .then(store.close());
    }

    private InstancesExample() {}
}
