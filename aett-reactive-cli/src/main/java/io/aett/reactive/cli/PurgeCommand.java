package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.cli.store.StorePlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Command(
        name = "purge",
        description = {
            "Remove all commits and snapshots of a tenant, for ever. States stay.",
            "Asks for the tenant's id once more, unless --yes says that it is meant."
        },
        sortOptions = false)
final class PurgeCommand extends AettCommand.OnStore {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant's id.")
    private String tenant = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    PurgeCommand(Aett aett) {
        super(aett);
    }

    @Override
    void check() {
        if (!yes && !terminal().asks()) {
            throw new BadInputException("nobody is there to be asked; add --yes to purge tenant " + tenant);
        }
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        return (yes
                        ? Mono.just(true)
                        : Mono.fromCallable(() -> confirmed(place)).subscribeOn(Schedulers.boundedElastic()))
                .flatMap(meant -> meant
                        ? store.management()
                                .purge(tenant)
                                .doOnSuccess(done -> out().println(
                                                Text.printable("tenant " + tenant + " is purged from " + place.name())))
                                .thenReturn(0)
                        : Mono.error(() -> new BadInputException("that is not its id; nothing was purged")));
    }

    private boolean confirmed(StorePlace place) {
        terminal()
                .say(Text.printable("This removes everything of tenant " + tenant + " from " + place.name()
                        + " for ever. Type the tenant's id to go on:"));
        try {
            return tenant.equals(terminal().in().readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
