package io.aett.reactive.benchmarks.report;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints rows as a table in Markdown, each as soon as it is known. */
public final class Report {

    private static final List<String> TITLES =
            List.of("Store", "What", "The store", "Compared with", "Ratio", "CPU ratio", "To reach", "");

    private final PrintWriter out;

    public Report(PrintWriter out) {
        this.out = out;
    }

    /** A table's titles. */
    public void begin() {
        out.println();
        line(TITLES);
        line(TITLES.stream().map(title -> "---").toList());
    }

    /** One more line. */
    public void add(Row row) {
        line(List.of(
                row.subject(),
                row.what(),
                row.store(),
                row.raw(),
                row.ratio(),
                row.cpu(),
                row.target(),
                row.verdict()));
    }

    private void line(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
        out.flush();
    }

    /** What a reader of the table has to know of the machine. */
    public static String machine(double loadAverage) {
        Runtime runtime = Runtime.getRuntime();
        return String.format(
                Locale.ROOT,
                "Java %s, %d cores, heap up to %d MB, load average %.1f",
                Runtime.version(),
                runtime.availableProcessors(),
                runtime.maxMemory() >> 20,
                loadAverage);
    }
}
