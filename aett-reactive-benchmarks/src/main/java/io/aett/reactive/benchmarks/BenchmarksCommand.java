package io.aett.reactive.benchmarks;

import io.aett.reactive.benchmarks.report.Report;
import io.aett.reactive.benchmarks.rows.Kinds;
import io.aett.reactive.benchmarks.rows.Measurement;
import io.aett.reactive.benchmarks.rows.Settings;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
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

/** Reads the options, runs the measurements and prints the table. */
@Command(
        name = "benchmarks",
        description =
                "Measures stores beside their drivers, round by round in one run, and prints the ratios as a table.",
        footer = {"", "benchmarks jmh [OPTIONS] [PATTERN]: code paths of core instead, by JMH; its own options apply."})
final class BenchmarksCommand implements Callable<Integer> {

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
            description = "Commits in a stream, and streams; up to 1000000. Default: 1000,100000.")
    private List<Integer> growth = List.of(1000, 100_000);

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
        Map<String, Measurement> kinds = Kinds.all();
        if (only != null) {
            if (!kinds.keySet().containsAll(only)) {
                throw new ParameterException(
                        command.commandLine(), "measurements are called " + kinds.keySet() + ", not " + only);
            }
            kinds.keySet().retainAll(only);
        }
        out.println(Report.machine(loadAverage()));
        Report report = new Report(out);
        Settings settings = settings();
        for (String name : chosen) {
            try (Subject subject = Subjects.start(name)) {
                report.begin();
                Settings own = settings.upTo(subject.mostEvents());
                kinds.forEach((kind, measurement) -> {
                    boolean suits = measurement.suits(subject);
                    err.println((suits ? "measuring: " : "left out: ") + name + ", " + kind);
                    if (suits) {
                        measurement.measure(subject, own, report::add);
                    }
                });
            }
        }
        out.println();
        out.println(Report.machine(loadAverage()) + " at the end");
        return 0;
    }

    private Settings settings() {
        return tiny
                ? new Settings(Duration.ofMillis(10), 0, 1, List.of(1, 4), 40, 20, 4, 20, 400, List.of(4, 20))
                : new Settings(
                        Duration.ofMillis(round), warmups, rounds, callers, 20_000, 1000, 64, 3000, 1_000_000, growth);
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
