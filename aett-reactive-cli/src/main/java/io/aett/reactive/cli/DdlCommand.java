package io.aett.reactive.cli;

import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

@Command(
        name = "ddl",
        description = {
            "Print how a store is created where programs have no rights to: SQL for PostgreSQL, a command or a note",
            "for others. Nothing is connected to."
        },
        sortOptions = false)
final class DdlCommand extends AettCommand {

    DdlCommand(Aett aett) {
        super(aett);
    }

    @Override
    Mono<Integer> work() {
        return Mono.fromSupplier(() -> {
            out().print(aett().place().creation());
            return 0;
        });
    }
}
