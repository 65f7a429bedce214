package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.store.StorePlace;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Command(
        name = "show",
        description = {
            "Print the events of a stream: the newest first, or from a revision on.",
            "Reads what it prints and the rest of the commits that these are in."
        },
        sortOptions = false)
final class ShowCommand extends AettCommand.OnStore {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant's id.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "STREAM", description = "The stream's id, as aett streams --json has it.")
    private String stream = "";

    @Option(
            names = "--from",
            paramLabel = "REVISION",
            description = "Print from this revision on, the oldest first. Default: the newest first.")
    private @Nullable Long from;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many events at most. Default: 20.")
    private int limit = 20;

    @Option(names = "--json", description = "One JSON text a line for each event.")
    private boolean json;

    ShowCommand(Aett aett) {
        super(aett);
    }

    static BadInputException noStream(StorePlace place, String tenant, String stream) {
        return new BadInputException("there is no stream " + stream + " of tenant " + tenant + " in " + place.name()
                + "; aett streams lists what there is");
    }

    @Override
    void check() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1");
        }
    }

    private record Event(Commit commit, int number) {

        long revision() {
            return commit.firstRevision() + number;
        }
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        EventLines lines = new EventLines(out(), json, false);
        Long first = from;
        return store.commits()
                .head(tenant, stream)
                .switchIfEmpty(Mono.error(() -> noStream(place, tenant, stream)))
                .flatMapMany(head -> first == null ? newest(store, head) : between(store, first, Long.MAX_VALUE))
                .takeWhile(event -> !terminal().isGone())
                .doOnNext(event -> lines.print(event.commit(), event.number()))
                .then(Mono.just(0));
    }

    private Flux<Event> newest(EventStore store, StreamHead head) {
        return between(store, head.headRevision() - limit + 1, head.headRevision())
                .collectList()
                .flatMapMany(events -> Flux.range(1, events.size()).map(i -> events.get(events.size() - i)));
    }

    private Flux<Event> between(EventStore store, long first, long last) {
        return store.commits()
                .get(tenant, stream, first, last)
                .concatMapIterable(ShowCommand::events, 1)
                .filter(event -> event.revision() >= first && event.revision() <= last)
                .take(limit);
    }

    private static List<Event> events(Commit commit) {
        return IntStream.range(0, commit.events().size())
                .mapToObj(number -> new Event(commit, number))
                .toList();
    }
}
