package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.SubscriptionDesk;
import io.aett.reactive.cli.store.StorePlace;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

@Command(
        name = "subscriptions",
        description = {
            "Print all subscriptions of the store: how far they are, and what is wrong.",
            "The lag is the age of the oldest commit that waits, by its stamp."
        },
        sortOptions = false)
final class SubscriptionsCommand extends AettCommand.OnStore {

    SubscriptionsCommand(Aett aett) {
        super(aett);
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        return new SubscriptionDesk("aett", store, out())
                .list("no subscription has run on this store yet")
                .thenReturn(0);
    }
}
