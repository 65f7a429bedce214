package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.store.StorePlace;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

@Command(
        name = "head",
        description = "Print the head of the global order, or the revision of a stream. One or two requests.",
        sortOptions = false)
final class HeadCommand extends AettCommand.OnStore {

    @Parameters(
            arity = "0..2",
            paramLabel = "TENANT STREAM",
            hideParamSyntax = true,
            description = "The stream. Default: the whole store.")
    private List<String> stream = List.of();

    HeadCommand(Aett aett) {
        super(aett);
    }

    @Override
    void check() {
        if (stream.size() == 1) {
            throw new BadInputException("write head TENANT STREAM, or head for the whole store");
        }
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        Mono<Long> number = stream.isEmpty()
                ? store.management().head()
                : store.commits()
                        .head(stream.get(0), stream.get(1))
                        .map(head -> head.headRevision())
                        .switchIfEmpty(Mono.error(() -> ShowCommand.noStream(place, stream.get(0), stream.get(1))));
        return number.doOnNext(out()::println).thenReturn(0);
    }
}
