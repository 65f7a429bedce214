package io.aett.reactive.testkit.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The cells of one store that were run: a line for each in {@code target/fault-matrix/<store>.tsv}, and, for documents, a table with a row for
 * each fault and a column for each operation.
 */
public final class MatrixReport {

    /** The system property that names a document in Markdown, which gets the table between its markers for the store. */
    public static final String PAGE = "aett.matrix.page";

    private static final Path FOLDER = Path.of("target", "fault-matrix");
    private static final String END = "<!-- end -->";

    private final String store;
    private final List<Row> rows = new ArrayList<>();

    /** Without rows. */
    public MatrixReport(String store) {
        this.store = store;
    }

    /** One more cell was run: the file is written anew. */
    public synchronized void add(Row row) {
        rows.add(row);
        try {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(store + ".tsv"), lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the table into the document if one is named and cells were run. */
    public synchronized void publish() {
        if (rows.isEmpty()) {
            return;
        }
        try {
            @Nullable String page = System.getProperty(PAGE);
            if (page != null) {
                putInto(Path.of(page));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("store\tfault\toperation\tseed\tdone\terrors\tlongest call (ms)\trecovery (ms)\tviolations");
        for (Row row : rows) {
            lines.add(String.join(
                    "\t",
                    row.store(),
                    row.fault(),
                    row.operation(),
                    Long.toString(row.seed()),
                    Integer.toString(row.operations()),
                    row.errors().toString(),
                    Long.toString(row.longest().toMillis()),
                    Long.toString(row.recovery().toMillis()),
                    row.violations().toString().replaceAll("\\s+", " ")));
        }
        return lines;
    }

    /** Replaces what is between the markers of this store; fails if they are not there. */
    void putInto(Path page) throws IOException {
        String begin = "<!-- fault-matrix " + store + " -->";
        List<String> lines = Files.readAllLines(page);
        int from = lines.indexOf(begin);
        int to = from < 0 ? -1 : from + lines.subList(from, lines.size()).indexOf(END);
        if (to <= from) {
            throw new IllegalArgumentException(page + " has no line \"" + begin + "\" with a line \"" + END
                    + "\" behind it; add them where the table belongs");
        }
        List<String> written = new ArrayList<>(lines.subList(0, from + 1));
        written.addAll(table());
        written.addAll(lines.subList(to, lines.size()));
        Files.write(page, written);
    }

    /** Done, failed, and the slowest recovery of all seeds. */
    List<String> table() {
        Set<String> run = rows.stream().map(Row::operation).collect(Collectors.toSet());
        Set<String> operations = new LinkedHashSet<>();
        Operation.all().stream().map(Operation::name).filter(run::contains).forEach(operations::add);
        Map<String, Map<String, List<Row>>> cells = new LinkedHashMap<>();
        for (Row row : rows) {
            operations.add(row.operation());
            cells.computeIfAbsent(row.fault(), fault -> new LinkedHashMap<>())
                    .computeIfAbsent(row.operation(), operation -> new ArrayList<>())
                    .add(row);
        }
        List<String> table = new ArrayList<>();
        table.add(summary());
        table.add("");
        table.add("| " + store + " | " + String.join(" | ", operations) + " |");
        table.add("|---|" + "---|".repeat(operations.size()));
        cells.forEach((fault, byOperation) -> table.add("| " + fault + " | "
                + operations.stream()
                        .map(operation -> cell(byOperation.getOrDefault(operation, List.of())))
                        .collect(Collectors.joining(" | "))
                + " |"));
        return table;
    }

    private String summary() {
        long cells = rows.stream()
                .map(row -> row.fault() + " x " + row.operation())
                .distinct()
                .count();
        long failed = rows.stream().filter(row -> !row.violations().isEmpty()).count();
        Duration longest =
                rows.stream().map(Row::longest).max(Duration::compareTo).orElseThrow();
        return "%s: %d cells, %d runs, %d failed; %d operations, %d errors; the longest call took %s."
                .formatted(
                        store,
                        cells,
                        rows.size(),
                        failed,
                        rows.stream().mapToInt(Row::operations).sum(),
                        rows.stream().mapToInt(Row::failures).sum(),
                        seconds(longest));
    }

    private static String cell(List<Row> runs) {
        if (runs.isEmpty()) {
            return "";
        }
        String figures = "%d, %d, %s"
                .formatted(
                        runs.stream().mapToInt(Row::operations).sum(),
                        runs.stream().mapToInt(Row::failures).sum(),
                        seconds(runs.stream()
                                .map(Row::recovery)
                                .max(Duration::compareTo)
                                .orElseThrow()));
        return runs.stream().allMatch(row -> row.violations().isEmpty()) ? figures : "**failed**, " + figures;
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
