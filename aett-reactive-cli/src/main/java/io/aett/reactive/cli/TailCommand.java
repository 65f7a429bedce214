package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Places;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.StartFrom.Checkpoint;
import io.aett.reactive.subscription.StartFrom.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Command(
        name = "tail",
        description = {
            "Print the events of all streams in the order of the store.",
            "Those of the last commits, or from a place on; with --follow also those to come, until Ctrl-C.",
            "A time as a place costs reading the log up to it."
        },
        sortOptions = false)
final class TailCommand extends AettCommand.OnStore {

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what is stored from now on.")
    private boolean follow;

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description = "beginning, end, a checkpoint (behind it), or a time as 2026-05-01T12:00:00Z or 2026-05-01.")
    private @Nullable String place;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "Without --from: how many of the last commits. Default: 10.")
    private int limit = 10;

    @Option(names = "--json", description = "One JSON text a line for each event.")
    private boolean json;

    TailCommand(Aett aett) {
        super(aett);
    }

    @Override
    void check() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1");
        }
        if (place != null) {
            Places.parse(place);
        }
    }

    @Override
    Mono<Integer> work(StorePlace where, EventStore store) {
        EventLines lines = new EventLines(out(), json, true);
        return commits(store)
                .doOnNext(lines::print)
                .takeWhile(commit -> !terminal().isGone())
                .then(Mono.just(0));
    }

    private Flux<Commit> commits(EventStore store) {
        if (place != null) {
            return Places.within(store, Places.parse(place)).flatMapMany(start -> from(store, start));
        }
        return store.management()
                .head()
                .flatMapMany(head -> last(store, head, limit * 2L)
                        .flatMapMany(last -> follow ? onwards(store, last, head) : Flux.fromIterable(last)));
    }

    private static Flux<Commit> onwards(EventStore store, List<Commit> last, long head) {
        long reached = last.isEmpty() ? head : last.get(last.size() - 1).checkpointToken();
        return Flux.fromIterable(last).concatWith(store.management().follow(reached));
    }

    private Flux<Commit> from(EventStore store, StartFrom start) {
        if (start instanceof Checkpoint known) {
            return behind(store, known.checkpoint());
        }
        if (start instanceof Stamp stamp) {
            return behind(store, 0).skipUntil(commit -> !commit.commitStamp().isBefore(stamp.stamp()));
        }
        return store.management().head().flatMapMany(head -> behind(store, head));
    }

    private Flux<Commit> behind(EventStore store, long checkpoint) {
        return follow
                ? store.management().follow(checkpoint)
                : store.management().getFrom(checkpoint);
    }

    /** Checkpoints have gaps, and the log is read forwards: begins further back until there are enough. */
    private Mono<List<Commit>> last(EventStore store, long head, long back) {
        long start = Math.max(0, head - back);
        return store.management()
                .getFrom(start)
                .takeLast(limit)
                .collectList()
                .flatMap(last -> last.size() < limit && start > 0 ? last(store, head, back * 4) : Mono.just(last));
    }
}
