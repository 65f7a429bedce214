package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.cli.kit.SubscriptionDesk;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.git.GitRepository;
import io.aett.reactive.sample.history.HotSpots;
import io.aett.reactive.sample.history.ImportLog;
import io.aett.reactive.sample.history.Importer;
import io.aett.reactive.sample.history.Tenant;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.store.StoreKind;
import io.aett.reactive.sample.store.StoreKinds;
import io.aett.reactive.sample.store.StoreLocation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Mono;

/** What all commands have in common: a repository, a store, and the one place where a thread waits for a result. */
abstract class SampleCommand implements Callable<Integer> {

    @Option(
            names = {"-r", "--repo"},
            paramLabel = "FOLDER",
            description = "The repository, or a folder in it. Default: where you are.")
    private @Nullable Path repo;

    @Option(
            names = "--store",
            paramLabel = "KIND",
            description = {
                "Where events are kept: postgres (default; an embedded server unless there is a --url),",
                "memory (gone when the command ends), mongodb, dynamodb or s3."
            })
    private @Nullable String store;

    @Option(names = "--url", paramLabel = "URL", description = "The address of the store's server.")
    private @Nullable String url;

    @Option(names = "--bucket", paramLabel = "NAME", description = "The bucket of a store that needs one.")
    private @Nullable String bucket;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Where an embedded server keeps its data. Default: in your data folder.")
    private @Nullable Path data;

    @Option(names = "--stacktrace", description = "Print where an error comes from.")
    private boolean stacktrace;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    private final StoreKinds kinds;
    private final boolean terminal;

    SampleCommand(StoreKinds kinds, boolean terminal) {
        this.kinds = kinds;
        this.terminal = terminal;
    }

    /** What a command works with. */
    record Workspace(GitRepository git, GitHistory history, Tenant tenant, StoreKind kind) {}

    /** The command's own work; answers the exit code. */
    abstract Mono<Integer> work(Workspace workspace);

    /** The folder that the repository is looked for in. */
    Path folder() {
        return repo == null ? Path.of("") : repo;
    }

    @Override
    public Integer call() {
        StoreKind kind = store == null ? kinds.preferred() : kinds.named(store);
        try (GitRepository git = GitRepository.open(folder())) {
            GitHistory history = git.history();
            Mono<Integer> run = Mono.usingWhen(
                    kind.open(StoreLocation.of(url, bucket, data), Streams.topics()),
                    open -> Mono.defer(() -> work(new Workspace(git, history, Tenant.of(open.store(), history), kind))),
                    StoreKind.OpenStore::close);
            return Objects.requireNonNull(run.block(), "exit code");
        }
    }

    /** Imports what is missing, and notices its hot spots. */
    Mono<Importer.Result> imports(Workspace workspace) {
        return Progress.shown(
                        () -> progress("importing", workspace.history().size()),
                        bar -> new ImportLog(workspace.tenant())
                                .mark()
                                .doOnNext(mark -> bar.stepTo(mark.ordinal()))
                                .then(new Importer(workspace.tenant())
                                        .run(workspace.git(), workspace.history(), bar::step)))
                .flatMap(done -> Progress.shown(
                                () -> progress("hot spots", -1), bar -> new HotSpots(workspace.tenant()).catchUp())
                        .thenReturn(done));
    }

    /** A store that keeps nothing is filled first; one that does must have something. */
    Mono<Void> filled(Workspace workspace) {
        return workspace.kind().keepsData()
                ? new ImportLog(workspace.tenant())
                        .mark()
                        .filter(mark -> mark.ordinal() > 0)
                        .switchIfEmpty(Mono.error(() -> new BadInputException("nothing is imported yet from "
                                + workspace.git().location() + ", branch "
                                + workspace.history().branch() + ": run sample import first")))
                        .then()
                : imports(workspace).then();
    }

    /** Whether the user wants to know where an error comes from. */
    boolean stacktrace() {
        return stacktrace;
    }

    /** The subscriptions of the store. */
    SubscriptionDesk desk(Workspace workspace) {
        return new SubscriptionDesk("sample", workspace.tenant().store(), out());
    }

    /** Where results go. */
    PrintWriter out() {
        return Objects.requireNonNull(spec, "spec").commandLine().getOut();
    }

    /** Where everything else goes. */
    PrintWriter err() {
        return Objects.requireNonNull(spec, "spec").commandLine().getErr();
    }

    /** A bar, if somebody is there to see it. */
    Progress progress(String task, long total) {
        return terminal ? Progress.bar(task, total, Integer.getInteger("sample.columns", 80)) : Progress.silent();
    }
}
