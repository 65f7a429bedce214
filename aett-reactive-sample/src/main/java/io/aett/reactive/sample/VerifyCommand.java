package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.sample.history.Verifier;
import io.aett.reactive.sample.store.StoreKinds;
import picocli.CommandLine.Command;
import reactor.core.publisher.Mono;

@Command(
        name = "verify",
        description =
                "Compare the files and blob ids rebuilt from events with git's, for HEAD and 20 commits spread over the history.",
        sortOptions = false)
final class VerifyCommand extends SampleCommand {

    VerifyCommand(StoreKinds kinds, boolean terminal) {
        super(kinds, terminal);
    }

    @Override
    Mono<Integer> work(Workspace workspace) {
        return filled(workspace)
                .then(Progress.shown(
                        () -> progress("verifying", workspace.history().size()),
                        bar -> new Verifier(workspace.tenant()).run(workspace.git(), workspace.history(), bar::stepTo)))
                .map(new Report(out())::verified);
    }
}
