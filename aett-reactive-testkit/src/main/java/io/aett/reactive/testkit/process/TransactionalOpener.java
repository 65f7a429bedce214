package io.aett.reactive.testkit.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A {@link StoreOpener} of a store whose transactions take a subscription's handler. */
public interface TransactionalOpener extends StoreOpener {

    /**
     * Gives the subscription a handler in transactions: first what {@code begins} does, then one row that says the commit's checkpoint, where
     * nothing prevents that there are two.
     */
    Subscription.Builder inTransaction(
            Subscription.Builder builder, EventStore store, Function<Commit, Mono<Void>> begins);
}
