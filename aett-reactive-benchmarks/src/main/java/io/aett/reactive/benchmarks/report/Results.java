package io.aett.reactive.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the figures of runs in a document: a block for each measurement of each store, with a line about the run, the table, and plots, which
 * are files in a folder beside the document. What a run did not measure stays as it is.
 */
public final class Results {

    private final Page page;
    private final Path file;
    private final String folder;

    private Results(Page page, Path file) {
        this.page = page;
        this.file = file;
        this.folder = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    /** Into that document; whatever is wrong with it is an {@link IllegalArgumentException} that says what to do. */
    public static Results into(Path document) {
        Page page = new Page(document);
        page.check();
        Results results = new Results(page, document.toAbsolutePath());
        results.plots();
        return results;
    }

    /** Sees that the document has a place for these. */
    public void check(String kind, String store, String heading) {
        page.check(kind, store, heading);
    }

    /** Puts in what was measured, in place of what was there. Without rows nothing changes. */
    public void put(String kind, String store, String heading, String run, List<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        List<String> content = new ArrayList<>(List.of(run, ""));
        content.addAll(Table.HEAD);
        rows.forEach(row -> content.add(Table.line(row)));
        List<Point> points = rows.stream().flatMap(row -> row.points().stream()).toList();
        for (Chart chart : Chart.values()) {
            String name = kind + "-" + store + "-" + chart.id() + ".svg";
            boolean drawn = points.stream().anyMatch(point -> point.chart() == chart);
            keep(plots().resolve(name), drawn ? Plot.svg(chart, store + ": " + chart.title(), points) : "");
            if (drawn) {
                content.addAll(List.of("", "![" + store + ": " + chart.title() + "](" + folder + "/" + name + ")"));
            }
        }
        page.put(kind, store, heading, content);
    }

    /** Nothing to keep is no file. */
    private static void keep(Path plot, String svg) {
        try {
            if (svg.isEmpty()) {
                Files.deleteIfExists(plot);
            } else {
                Files.writeString(plot, svg + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path plots() {
        Path plots = file.resolveSibling(folder);
        if (plots.equals(file) || (Files.exists(plots) && !Files.isDirectory(plots))) {
            throw new IllegalArgumentException(plots
                    + " is where plots would be, and is no folder; rename it, or let the document's name end with .md");
        }
        try {
            return Files.createDirectories(plots);
        } catch (IOException e) {
            throw new IllegalArgumentException("the folder for plots cannot be made: " + e, e);
        }
    }
}
