package io.aett.reactive.sample;

import io.aett.reactive.sample.store.StoreKinds;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

@Command(
        name = "subscriptions",
        description = {
            "Print all subscriptions of the store, of all branches: how far they are, and what is wrong.",
            "The lag is the age of the oldest commit that waits, by git's time."
        },
        sortOptions = false)
final class SubscriptionsCommand extends SampleCommand {

    SubscriptionsCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        return desk(workspace)
                .list("no subscription has run on this store yet; sample import runs one")
                .thenReturn(0);
    }
}
