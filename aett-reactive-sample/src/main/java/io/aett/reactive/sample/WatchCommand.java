package io.aett.reactive.sample;

import io.aett.reactive.Commit;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.history.HotSpots;
import io.aett.reactive.sample.history.ImportLog;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.store.StoreKinds;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@Command(
        name = "watch",
        description = {
            "Print changes as they come into the store, until you press Ctrl-C.",
            "The memory store gets what is committed to the repository meanwhile."
        },
        sortOptions = false)
final class WatchCommand extends SampleCommand {

    private static final Duration LOOK_AT_GIT_EVERY = Duration.ofSeconds(1);

    @Option(names = "--all", description = "Begin with the first change instead of the next.")
    private boolean all;

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "N",
            description = "End after so many changes.")
    private long limit = Long.MAX_VALUE;

    WatchCommand(StoreKinds kinds, boolean terminal) {
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
        Mono<Void> before =
                workspace.kind().keepsData() ? Mono.empty() : imports(workspace).then();
        Flux<String> lines = Mono.defer(() -> start(workspace))
                .flatMapMany(
                        checkpoint -> workspace.tenant().store().management().follow(checkpoint))
                .filter(commit ->
                        commit.tenantId().equals(workspace.tenant().id()) && Streams.isFile(commit.streamId()))
                .concatMapIterable(WatchCommand::lines)
                .take(limit)
                .doOnNext(line -> {
                    out().println(line);
                    out().flush();
                });
        Mono<Void> printed = lines.then();
        return before.then(Mono.firstWithSignal(printed, imports(workspace, workspace.history())))
                .thenReturn(0);
    }

    /** What is stored already, by the import and by the hot spots that it gave, is not printed. */
    private Mono<Long> start(Workspace workspace) {
        return all
                ? Mono.just(0L)
                : new ImportLog(workspace.tenant())
                        .mark()
                        .doOnNext(mark -> say(
                                "watching %s, branch %s, after git commit %,d; Ctrl-C ends",
                                workspace.git().location(), workspace.history().branch(), mark.ordinal()))
                        .zipWith(
                                new HotSpots(workspace.tenant()).position(),
                                (mark, hot) -> Math.max(mark.checkpoint(), hot));
    }

    private void say(String format, Object... values) {
        err().println(String.format(Locale.ROOT, format, values));
        err().flush();
    }

    /** For a store that nobody else can write to: imports whatever comes, without end. */
    private Mono<Void> imports(Workspace workspace, GitHistory last) {
        return workspace.kind().keepsData()
                ? Mono.never()
                : Mono.just(last).expand(now -> next(workspace, now)).then();
    }

    private Mono<GitHistory> next(Workspace workspace, GitHistory last) {
        return Mono.delay(LOOK_AT_GIT_EVERY, Schedulers.boundedElastic())
                .then(Mono.defer(
                        () -> workspace.git().head().equals(last.head()) ? Mono.just(last) : importNew(workspace)));
    }

    private Mono<GitHistory> importNew(Workspace workspace) {
        GitHistory now = workspace.git().history();
        return imports(new Workspace(workspace.git(), now, workspace.tenant(), workspace.kind()))
                .thenReturn(now);
    }

    private static List<String> lines(Commit commit) {
        return commit.events().stream()
                .flatMap(event -> event.body() instanceof FileEvent file ? Stream.of(Lines.of(file)) : Stream.empty())
                .toList();
    }
}
