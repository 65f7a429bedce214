package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.sample.history.Activity;
import io.aett.reactive.sample.history.HotSpots;
import io.aett.reactive.sample.history.Months;
import io.aett.reactive.sample.history.Verifier;
import io.aett.reactive.sample.store.StoreKinds;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

@Command(
        name = "sample",
        description =
                "Import the history of a git repository as events, check them against git, and report. The default command.",
        sortOptions = false)
final class ImportCommand extends SampleCommand {

    @Parameters(
            arity = "0..1",
            paramLabel = "REPOSITORY",
            description = "The repository, or a folder in it. Default: where you are.")
    private @Nullable Path repository;

    @Option(names = "--fresh", description = "Forget first what was imported from this branch.")
    private boolean fresh;

    ImportCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    Path folder() {
        return repository == null ? super.folder() : repository;
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        Report report = new Report(out());
        report.begin(workspace);
        Mono<Void> forget = fresh
                ? workspace
                        .tenant()
                        .store()
                        .management()
                        .purge(workspace.tenant().id())
                        .then(new Months(workspace.tenant()).forget())
                : Mono.empty();
        return forget.then(imports(workspace).elapsed())
                .doOnNext(timed -> report.imported(timed.getT2(), Duration.ofMillis(timed.getT1())))
                .then(new HotSpots(workspace.tenant()).position())
                .flatMap(position -> Activity.upTo(workspace.tenant(), position))
                .zipWhen(activity -> new Months(workspace.tenant()).catchUp())
                .doOnNext(both -> report.stored(both.getT1(), both.getT2(), 5))
                .then(verify(workspace))
                .map(report::verified);
    }

    private Mono<Verifier.Result> verify(Workspace workspace) {
        return Progress.shown(
                () -> progress("verifying", workspace.history().size()),
                bar -> new Verifier(workspace.tenant()).run(workspace.git(), workspace.history(), bar::stepTo));
    }
}
