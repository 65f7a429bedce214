package io.aett.reactive.testkit.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixReportTest {

    @TempDir
    private Path folder;

    private final MatrixReport report = new MatrixReport("a-store");

    private void add(String fault, String operation, int done, int errors, long millis, List<String> violations) {
        report.add(new Row(
                "a-store",
                fault,
                operation,
                7,
                done,
                Map.of("Error", errors),
                Duration.ofMillis(2),
                Duration.ofMillis(millis),
                violations));
    }

    @Test
    void the_table_takes_the_place_between_the_markers_and_nothing_else() throws IOException {
        add("fire", "read", 5, 1, 300, List.of());
        add("fire", "read", 6, 2, 1200, List.of());
        add("flood", "append", 3, 0, 10, List.of("lost"));
        Path page = folder.resolve("page.md");
        Files.write(
                page,
                List.of("before", "<!-- fault-matrix a-store -->", "old", "<!-- end -->", "after", "<!-- end -->"));

        report.putInto(page);

        assertThat(Files.readAllLines(page))
                .containsExactly(
                        "before",
                        "<!-- fault-matrix a-store -->",
                        "a-store: 2 cells, 3 runs, 1 failed; 14 operations, 3 errors; the longest call took 0.0 s.",
                        "",
                        "| a-store | append | read |",
                        "|---|---|---|",
                        "| fire |  | 11, 3, 1.2 s |",
                        "| flood | **failed**, 3, 0, 0.0 s |  |",
                        "<!-- end -->",
                        "after",
                        "<!-- end -->");
    }

    @Test
    void a_page_without_the_markers_is_left_alone() throws IOException {
        add("fire", "read", 5, 1, 300, List.of());
        Path page = folder.resolve("page.md");
        Files.write(page, List.of("<!-- end -->"));

        assertThatThrownBy(() -> report.putInto(page)).hasMessageContaining("<!-- fault-matrix a-store -->");

        assertThat(page).hasContent("<!-- end -->");
    }
}
