package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.SubscriptionAction;
import io.aett.reactive.cli.kit.SubscriptionDesk;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** A command on one subscription. */
@Command
final class SubscriptionCommand extends AettCommand.OnStore {

    @Parameters(index = "0", paramLabel = "NAME", description = "As aett subscriptions lists it.")
    private String name = "";

    @Mixin
    private final SubscriptionAction action;

    SubscriptionCommand(Aett aett, SubscriptionAction action) {
        super(aett);
        this.action = action;
    }

    @Override
    void check() {
        action.check();
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        return action.on(new SubscriptionDesk("aett", store, out()), name)
                .onErrorMap(
                        SubscriptionNotFoundException.class,
                        none -> new BadInputException("there is no subscription " + name + " in " + place.name()
                                + "; aett subscriptions lists what there is"))
                .thenReturn(0);
    }
}
