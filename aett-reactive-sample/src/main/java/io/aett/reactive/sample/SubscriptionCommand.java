package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.SubscriptionAction;
import io.aett.reactive.sample.store.StoreKinds;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

/** A command on one subscription. */
@Command
final class SubscriptionCommand extends SampleCommand {

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = {
                "As sample subscriptions lists it. For one of this branch the first word will do:",
                "months, watch, or what watch --name was given."
            })
    private String name = "";

    @Mixin
    private final SubscriptionAction action;

    SubscriptionCommand(StoreKinds kinds, boolean terminal, SubscriptionAction action) {
        super(kinds, terminal);
        this.action = action;
    }

    @Override
    public Integer call() {
        action.check();
        return super.call();
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        return Subscriptions.of(workspace.tenant().store())
                .list()
                .map(SubscriptionStatus::name)
                .collectList()
                .map(known -> chosen(workspace, known))
                .flatMap(subscription -> action.on(desk(workspace), subscription))
                .thenReturn(0);
    }

    private String chosen(Workspace workspace, List<String> known) {
        if (known.contains(name)) {
            return name;
        }
        String ofBranch = workspace.tenant().subscription(name);
        if (known.contains(ofBranch)) {
            return ofBranch;
        }
        throw new BadInputException(
                known.isEmpty()
                        ? "there is no subscription " + name
                                + ", since none has run on this store yet; sample import runs one"
                        : "there is no subscription " + name + "; there are: " + String.join(", ", known));
    }
}
