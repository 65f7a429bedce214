package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.cli.store.StorePlace;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Command(
        name = "streams",
        description = {
            "Print tenants and streams with their revisions, a page at a time.",
            "No store keeps a list of its streams: this reads the log, or all commits of --tenant, until it has found as",
            "many as --limit says, and asks once for the head of each. They come in the order in which they began.",
            "The last line says where the next page begins."
        },
        sortOptions = false)
final class StreamsCommand extends AettCommand.OnStore {

    @Option(
            names = {"-t", "--tenant"},
            paramLabel = "TENANT",
            description = "Only those of this tenant.")
    private @Nullable String tenant;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "How many streams at most. Default: 50.")
    private int limit = 50;

    @Option(
            names = "--from",
            paramLabel = "CHECKPOINT",
            description = "Go on behind this checkpoint, as the page before says.")
    private long from;

    @Option(names = "--json", description = "One JSON text a line for each stream.")
    private boolean json;

    StreamsCommand(Aett aett) {
        super(aett);
    }

    @Override
    void check() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1");
        }
    }

    private record Found(StreamHead head, Commit first) {}

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        return store.management()
                .head()
                .flatMap(head -> Progress.shown(
                        () -> terminal().progress("reading", head),
                        bar -> commits(store)
                                .doOnNext(commit -> bar.stepTo(commit.checkpointToken()))
                                .filter(commit -> commit.commitSequence() == 1 && commit.checkpointToken() > from)
                                .concatMap(first -> heads(store, first), 1)
                                .take(limit)
                                .collectList()))
                .doOnNext(this::print)
                .thenReturn(0);
    }

    private Flux<Commit> commits(EventStore store) {
        return tenant == null
                ? store.management().getFrom(from)
                : store.commits().getAllTo(tenant, Instant.MAX);
    }

    /** Purged in between, it is not there. */
    private static Mono<Found> heads(EventStore store, Commit first) {
        return store.commits().head(first.tenantId(), first.streamId()).map(head -> new Found(head, first));
    }

    private void print(List<Found> page) {
        for (Found one : page) {
            out().println(json ? line(one) : Text.printable(text(one)));
        }
        if (page.size() == limit) {
            terminal()
                    .say("more may follow: aett streams --from "
                            + page.get(page.size() - 1).first().checkpointToken()
                            + (tenant == null ? "" : " --tenant " + Text.printable(tenant)));
        }
    }

    private static String text(Found one) {
        return one.head().tenantId() + "  " + one.head().streamId() + "  revision "
                + one.head().headRevision() + "  since " + one.first().commitStamp();
    }

    private static String line(Found one) {
        return Json.written(out -> {
            out.writeStartObject();
            out.writeStringProperty("tenant", one.head().tenantId());
            out.writeStringProperty("stream", one.head().streamId());
            out.writeNumberProperty("revision", one.head().headRevision());
            out.writeNumberProperty("commits", one.head().headSequence());
            out.writeNumberProperty("snapshotRevision", one.head().snapshotRevision());
            out.writeStringProperty("since", one.first().commitStamp().toString());
            out.writeNumberProperty("firstCheckpoint", one.first().checkpointToken());
            out.writeEndObject();
        });
    }
}
