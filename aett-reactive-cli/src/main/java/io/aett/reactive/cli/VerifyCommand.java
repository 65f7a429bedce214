package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.check.StoreCheck;
import io.aett.reactive.cli.check.StoreCheck.Result;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.cli.store.StorePlace;
import io.aett.reactive.engine.StoredEvent;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

@Command(
        name = "verify",
        description = {
            "Check the whole store, and print each fault on a line.",
            "Every stream has all its commits and revisions, in order; checkpoints increase; commit ids are there once;",
            "contents are readable and JSON; subscriptions can be read and are not ahead of the store.",
            "Reads everything once; changes nothing. Exit code 1 if there are faults."
        },
        sortOptions = false)
final class VerifyCommand extends AettCommand.OnStore {

    @Option(
            names = "--per-pass",
            paramLabel = "N",
            description = {
                "How many commits are remembered at once, at about 90 bytes each; a larger store is read in several",
                "passes. Default: 8,000,000."
            })
    private long commitsPerPass = 8_000_000;

    VerifyCommand(Aett aett) {
        super(aett);
    }

    @Override
    void check() {
        if (commitsPerPass < 1) {
            throw new BadInputException("--per-pass must be at least 1");
        }
    }

    @Override
    Mono<Integer> work(StorePlace place, EventStore store) {
        StoreCheck check = new StoreCheck(store, commitsPerPass, body -> Json.fault((StoredEvent) body));
        return check.length()
                .flatMap(length -> Progress.shown(
                        () -> terminal().progress("verifying", length), bar -> check.run(this::fault, bar::stepTo)))
                .map(result -> {
                    out().println(summary(place, result));
                    return result.faults() == 0 ? 0 : Aett.FOUND;
                });
    }

    private void fault(String fault) {
        out().println(Text.printable("fault: " + fault));
        out().flush();
    }

    private static String summary(StorePlace place, Result result) {
        return String.format(
                Locale.ROOT,
                "%s: %s in %,d commits, %,d events, %,d streams, %,d subscriptions",
                place.name(),
                result.faults() == 0
                        ? "no faults"
                        : String.format(
                                Locale.ROOT, result.faults() == 1 ? "%,d fault" : "%,d faults", result.faults()),
                result.commits(),
                result.events(),
                result.streams(),
                result.subscriptions());
    }
}
