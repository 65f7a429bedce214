package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.sample.history.Activity;
import io.aett.reactive.sample.history.HotSpots;
import io.aett.reactive.sample.history.Months;
import io.aett.reactive.sample.store.StoreKinds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

@Command(
        name = "top",
        description = "Print the files that change most, the busiest authors and months, and the hot spots.",
        sortOptions = false)
final class TopCommand extends SampleCommand {

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "20",
            description = "How many of each. Default: ${DEFAULT-VALUE}.")
    private int limit;

    TopCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1, but is " + limit);
        }
        return super.call();
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        return filled(workspace)
                .then(new HotSpots(workspace.tenant()).catchUp())
                .flatMap(position -> Activity.upTo(workspace.tenant(), position))
                .zipWhen(activity -> new Months(workspace.tenant()).catchUp())
                .doOnNext(both -> new Report(out()).top(both.getT1(), both.getT2(), limit))
                .thenReturn(0);
    }
}
