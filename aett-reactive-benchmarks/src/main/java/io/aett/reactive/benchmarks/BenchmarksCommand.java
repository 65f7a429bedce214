package io.aett.reactive.benchmarks;

import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Machine;
import io.aett.reactive.benchmarks.report.Results;
import io.aett.reactive.benchmarks.rows.Kinds;
import io.aett.reactive.benchmarks.rows.Kinds.Kind;
import io.aett.reactive.benchmarks.rows.Settings;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads the options, runs the measurements, prints the table, and keeps it in a document if it is to. */
@Command(
        name = "benchmarks",
        description =
                "Measures stores beside their drivers, round by round in one run, and prints the ratios as a table.",
        footer = {"", "benchmarks jmh [OPTIONS] [PATTERN]: code paths of core instead, by JMH; its own options apply."})
final class BenchmarksCommand implements Callable<Integer> {

    private static final Settings.Subscribed USUAL = new Settings.Subscribed(
            100_000, 2000, Duration.ofSeconds(15), List.of(1, 100), Duration.ofSeconds(15), 5, 3);

    private static final Settings.Subscribed TINY =
            new Settings.Subscribed(40, 20, Duration.ofMillis(200), List.of(1, 3), Duration.ofSeconds(3), 1, 1);

    private static final Settings.Counts TINY_COUNTS = new Settings.Counts(List.of(1, 4), 3, 20, 20, 1);

    @Option(
            names = "--stores",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = StoreNames.class,
            description = "Which stores: ${COMPLETION-CANDIDATES}. Default: all.")
    private @Nullable List<String> stores;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KIND",
            completionCandidates = KindNames.class,
            description = "Which measurements: ${COMPLETION-CANDIDATES}. Default: all."
                    + " Dynamodb and s3 read 1000 events, and have no growth and heap: their test servers are slow.")
    private @Nullable List<String> only;

    @Option(names = "--round", paramLabel = "MILLIS", description = "The time of one round. Default: 500.")
    private int round = 500;

    @Option(names = "--rounds", paramLabel = "N", description = "Pairs of rounds that count. Default: 7.")
    private int rounds = 7;

    @Option(names = "--warmups", paramLabel = "N", description = "Pairs of rounds before that. Default: 10.")
    private int warmups = 10;

    @Option(
            names = "--callers",
            split = ",",
            paramLabel = "N",
            description = "Numbers of concurrent callers. Default: 1,8,64,256.")
    private List<Integer> callers = List.of(1, 8, 64, 256);

    @Option(
            names = "--growth",
            split = ",",
            paramLabel = "N",
            description =
                    "Commits in a stream, and streams, of which there are up to 1000000. Default: 1000,10000,100000.")
    private List<Integer> growth = List.of(1000, 10_000, 100_000);

    @Option(
            names = "--replay",
            paramLabel = "N",
            description = "Commits that are read again while requests are counted. Default: 10000.")
    private int replay = 10_000;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "A document in Markdown, in which what is measured replaces the figures of before;"
                    + " plots go into a folder of its name beside it.")
    private @Nullable Path into;

    @Option(names = "--tiny", description = "Sizes that show that everything runs, and nothing else.")
    private boolean tiny;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;

    @Spec
    private @Nullable CommandSpec spec;

    /** For the help. */
    static final class StoreNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Subjects.names().iterator();
        }
    }

    /** For the help. */
    static final class KindNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Kinds.all().keySet().iterator();
        }
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec, "spec");
        PrintWriter out = command.commandLine().getOut();
        PrintWriter err = command.commandLine().getErr();
        List<String> chosen = stores == null ? List.copyOf(Subjects.names()) : stores;
        List<String> unknown = new ArrayList<>(chosen);
        unknown.removeAll(Subjects.names());
        if (!unknown.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "no store is called " + unknown.get(0) + "; there are " + Subjects.names());
        }
        Map<String, Kind> kinds = Kinds.all();
        if (only != null) {
            if (!kinds.keySet().containsAll(only)) {
                throw new ParameterException(
                        command.commandLine(), "measurements are called " + kinds.keySet() + ", not " + only);
            }
            kinds.keySet().retainAll(only);
        }
        Results results = results(command, chosen, kinds);
        out.println(machine());
        Run run = new Run(out, err, settings(), results);
        for (String name : chosen) {
            try (Subject subject = Subjects.start(name)) {
                run.measure(subject, kinds);
            }
        }
        out.println();
        out.println(machine() + " at the end");
        return 0;
    }

    private static String machine() {
        return Machine.described() + ", load average " + Figures.load(Machine.load());
    }

    private @Nullable Results results(CommandSpec command, List<String> chosen, Map<String, Kind> kinds) {
        if (into == null) {
            return null;
        }
        try {
            Results results = Results.into(into);
            chosen.forEach(store -> kinds.forEach((kind, what) -> results.check(kind, store, what.heading())));
            return results;
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), "--into: " + e.getMessage(), e);
        }
    }

    private Settings settings() {
        return tiny
                ? new Settings(
                        Duration.ofMillis(10),
                        0,
                        1,
                        List.of(1, 4),
                        40,
                        20,
                        4,
                        20,
                        400,
                        List.of(4, 20),
                        TINY_COUNTS,
                        TINY)
                : new Settings(
                        Duration.ofMillis(round),
                        warmups,
                        rounds,
                        callers,
                        20_000,
                        1000,
                        64,
                        3000,
                        1_000_000,
                        growth,
                        new Settings.Counts(List.of(1, 16, 64), 20, replay, 5000, 3),
                        USUAL);
    }
}
