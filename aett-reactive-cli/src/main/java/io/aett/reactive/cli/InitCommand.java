package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.store.StorePlace;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

@Command(
        name = "init",
        description = {
            "Create what a store needs and is not there, as a program does that uses it.",
            "Safe to repeat; leaves data alone."
        },
        sortOptions = false)
final class InitCommand extends AettCommand.OnStore {

    InitCommand(Aett aett) {
        super(aett);
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        return store.management()
                .initialize()
                .doOnSuccess(done -> out().println(place.name() + " is ready"))
                .thenReturn(0);
    }
}
