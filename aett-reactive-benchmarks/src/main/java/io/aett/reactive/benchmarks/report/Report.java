package io.aett.reactive.benchmarks.report;

import java.io.PrintWriter;

/** Prints rows as a table in Markdown, each as soon as it is known. */
public final class Report {

    private final PrintWriter out;

    public Report(PrintWriter out) {
        this.out = out;
    }

    /** A table's titles. */
    public void begin() {
        out.println();
        Table.HEAD.forEach(out::println);
        out.flush();
    }

    /** One more line. */
    public void add(Row row) {
        out.println(Table.line(row));
        out.flush();
    }
}
