package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.cli.copy.Comparison;
import io.aett.reactive.cli.copy.Copier;
import io.aett.reactive.cli.copy.Copier.Copied;
import io.aett.reactive.cli.copy.Source;
import io.aett.reactive.cli.kit.Progress;
import io.aett.reactive.cli.kit.Text;
import java.util.List;
import java.util.Locale;
import reactor.core.publisher.Mono;

/** The two steps of every copy, and what they print. */
final class Copying {

    private final Terminal terminal;
    private final Source source;
    private final String from;
    private final EventStore copy;
    private final String to;

    /**
     * Of one source into one store.
     *
     * @param from how the source is called
     * @param to how the store is called
     */
    Copying(Terminal terminal, Source source, String from, EventStore copy, String to) {
        this.terminal = terminal;
        this.source = source;
        this.from = from;
        this.copy = copy;
        this.to = to;
    }

    /**
     * Copies what is not there yet.
     *
     * @param again from the beginning, wherever an earlier run has come to
     * @param head where the source ends; negative if that is not known
     */
    Mono<Copied> copied(int concurrency, boolean again, long head) {
        Copier copier = new Copier(source, from, copy, concurrency);
        return (again ? Mono.just(0L) : copier.reached())
                .flatMap(reached -> Progress.shown(
                        () -> terminal.progress("copying", head), bar -> copier.run(reached, bar::stepTo)))
                .doOnNext(done -> say(
                        "copied %,d commits from %s to %s; %,d were there already",
                        done.stored(), from, to, done.found()));
    }

    /** Compares what was copied; {@code positions} are places for which those in the copy are wanted. */
    Mono<Comparison.Result> compared(Copied done, List<Long> positions) {
        Comparison comparison = new Comparison(source, copy, positions, difference -> say("%s", difference));
        return Progress.shown(
                        () -> terminal.progress("comparing", done.place()),
                        bar -> comparison.run(done.place(), bar::stepTo))
                .doOnNext(result -> {
                    say(
                            "compared %,d commits: %,d the same, %,d different, %,d missing, %,d elsewhere in the order",
                            result.same() + result.different() + result.missing(),
                            result.same(),
                            result.different(),
                            result.missing(),
                            result.elsewhere());
                    if (result.others()) {
                        say("%s also has commits that are not in %s", to, from);
                    }
                });
    }

    /** One line of the results. */
    void say(String format, Object... values) {
        terminal.out().println(Text.printable(String.format(Locale.ROOT, format, values)));
        terminal.out().flush();
    }
}
