package io.aett.reactive.benchmarks.report;

import java.util.List;

/** A table in Markdown, line by line. */
final class Table {

    /** Titles, and what is between them and the rows. */
    static final List<String> HEAD = head();

    private Table() {}

    private static List<String> head() {
        List<String> titles =
                List.of("Store", "What", "The store", "Compared with", "Ratio", "CPU ratio", "To reach", "");
        return List.of(line(titles), line(titles.stream().map(title -> "---").toList()));
    }

    static String line(Row row) {
        return line(row.cells());
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}
