package io.aett.reactive.sample;

import io.aett.reactive.Commit;
import io.aett.reactive.StreamHead;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Instants;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.FileState;
import io.aett.reactive.sample.model.PathText;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.model.TrackedFile;
import io.aett.reactive.sample.store.StoreKinds;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@Command(name = "show", description = "Print what a file has come to, and its latest changes.", sortOptions = false)
final class ShowCommand extends SampleCommand {

    @Parameters(
            paramLabel = "PATH",
            description = "From the root of the repository, or from where you are. Bytes that are not text as %%XX.")
    private String path = "";

    @Option(names = "--at", paramLabel = "INSTANT", description = "As it was at that time.")
    private @Nullable String at;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            defaultValue = "10",
            description = "How many changes. Default: ${DEFAULT-VALUE}.")
    private int limit;

    ShowCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new BadInputException("--limit must be at least 1, but is " + limit);
        }
        time();
        return super.call();
    }

    private Instant time() {
        return at == null ? Instant.MAX : Instants.parse(at);
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        Instant time = time();
        return filled(workspace)
                .then(find(workspace))
                .flatMap(head -> show(workspace, head, time))
                .thenReturn(0);
    }

    private Mono<StreamHead> find(Workspace workspace) {
        return Flux.fromIterable(FileNames.meant(workspace.git(), path))
                .concatMap(name -> workspace
                        .tenant()
                        .store()
                        .commits()
                        .head(workspace.tenant().id(), Streams.file(name)))
                .next()
                .switchIfEmpty(Mono.error(() -> new BadInputException("there never was a file " + PathText.of(path)
                        + " in branch " + workspace.history().branch())));
    }

    private Mono<Void> show(Workspace workspace, StreamHead head, Instant time) {
        Mono<TrackedFile> file = time.equals(Instant.MAX)
                ? workspace.tenant().files().get(TrackedFile.class, head.streamId())
                : workspace.tenant().files().getTo(TrackedFile.class, head.streamId(), time);
        return file.flatMap(found -> {
            FileState state = found.state()
                    .orElseThrow(
                            () -> new BadInputException("there was no file " + PathText.of(path) + " at that time"));
            print(head, found, state);
            long from = Math.max(1, found.version() - limit + 1);
            return workspace
                    .tenant()
                    .store()
                    .commits()
                    .get(workspace.tenant().id(), head.streamId(), from, found.version())
                    .doOnNext(this::print)
                    .then();
        });
    }

    private void print(StreamHead head, TrackedFile file, FileState state) {
        Report report = new Report(out());
        report.line("file", "%s", state.path());
        report.line("content", "%s", state.blob() == null ? "deleted" : state.mode() + " " + state.blob());
        report.line("changes", "%,d, lines +%,d -%,d", state.changes(), state.linesAdded(), state.linesRemoved());
        report.line(
                "last",
                "%s by %s in %s",
                Report.minute(state.last().time()),
                state.last().author(),
                state.last().commit());
        report.line("hot spot", "%s", state.hotUntil() == null ? "no" : "until " + Report.day(state.hotUntil()));
        report.line(
                "stream",
                "%s, revision %,d of %,d, snapshot at %,d",
                file.id(),
                file.version(),
                head.headRevision(),
                head.snapshotRevision());
        out().println();
    }

    private void print(Commit commit) {
        commit.events().forEach(event -> out().println("  " + Lines.of((FileEvent) event.body())));
    }
}
