package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.Instants;
import io.aett.reactive.sample.history.Trees;
import io.aett.reactive.sample.store.StoreKinds;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import reactor.core.publisher.Mono;

@Command(
        name = "at",
        description = "Print the tree as it was at a time, as git ls-tree -r prints it.",
        sortOptions = false)
final class AtCommand extends SampleCommand {

    @Parameters(
            paramLabel = "INSTANT",
            description = {
                "As 2026-05-01T12:00:00Z, with another offset, without one (UTC),",
                "or as 2026-05-01, which means the end of that day in UTC."
            })
    private String instant = "";

    AtCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    public Integer call() {
        Instants.parse(instant);
        return super.call();
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        Instant time = Instants.parse(instant);
        return filled(workspace)
                .then(Trees.at(workspace.tenant(), time))
                .doOnNext(this::print)
                .thenReturn(0);
    }

    private void print(Trees.Tree tree) {
        tree.files().forEach((path, entry) -> {
            String mode = entry.substring(0, entry.indexOf(' '));
            String id = entry.substring(entry.indexOf(' ') + 1);
            out().printf("%s %s %s\t%s%n", mode, mode.equals("160000") ? "commit" : "blob", id, path);
        });
        out().flush();
        err().println(
                        tree.ordinal() == 0
                                ? "nothing: the history begins later"
                                : String.format(
                                        Locale.ROOT,
                                        "%,d files, as git commit %s left them",
                                        tree.files().size(),
                                        tree.commit()));
    }
}
