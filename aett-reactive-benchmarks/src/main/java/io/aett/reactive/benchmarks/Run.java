package io.aett.reactive.benchmarks;

import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Machine;
import io.aett.reactive.benchmarks.report.Report;
import io.aett.reactive.benchmarks.report.Results;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.rows.Kinds.Kind;
import io.aett.reactive.benchmarks.rows.Settings;
import io.aett.reactive.benchmarks.subject.Subject;
import java.io.PrintWriter;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures one store after the other, and tells each row at once; what a measurement gave is kept when it has ended. */
final class Run {

    private final PrintWriter err;
    private final Report report;
    private final Settings settings;
    private final @Nullable Results results;

    Run(PrintWriter out, PrintWriter err, Settings settings, @Nullable Results results) {
        this.err = err;
        this.report = new Report(out);
        this.settings = settings;
        this.results = results;
    }

    void measure(Subject subject, Map<String, Kind> kinds) {
        report.begin();
        Settings own = settings.upTo(subject.mostEvents());
        kinds.forEach((name, kind) -> {
            boolean suits = kind.measurement().suits(subject);
            err.println((suits ? "measuring: " : "left out: ") + subject.name() + ", " + name);
            if (suits) {
                measure(subject, name, kind, own);
            }
        });
    }

    private void measure(Subject subject, String name, Kind kind, Settings own) {
        List<Row> rows = new ArrayList<>();
        double before = Machine.load();
        kind.measurement().measure(subject, own, row -> {
            report.add(row);
            rows.add(row);
        });
        if (results != null) {
            results.put(name, subject.name(), kind.heading(), described(subject, own, before), rows);
        }
    }

    /** What a reader of the figures has to know. */
    private static String described(Subject subject, Settings own, double before) {
        String versions = subject.versions();
        return LocalDate.now(ZoneOffset.UTC) + ": " + Machine.described() + "; "
                + (versions.isEmpty() ? "" : versions + "; ") + own.described() + "; load average "
                + Figures.load(before) + " before and " + Figures.load(Machine.load()) + " after.";
    }
}
