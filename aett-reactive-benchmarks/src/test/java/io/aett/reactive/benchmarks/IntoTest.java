package io.aett.reactive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

@Timeout(60)
class IntoTest {

    private static final String NUMBER = "-?[\\d,]+(\\.\\d+)?";

    private static final String OTHERS = """
            # Figures

            ## Appends

            Words about appends.

            <!-- benchmarks appends postgres -->
            Of last year.
            <!-- end -->

            ```
            ## Growth
            ```

            ### Appends in detail

            More words.

            ## Growth

            Words about growth.
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path page;

    @BeforeEach
    void begin() throws IOException {
        page = Files.writeString(folder.resolve("figures.md"), OTHERS);
    }

    private int run(String... arguments) {
        Stream<String> all = Stream.concat(
                Stream.of("--stores", "memory", "--tiny", "--into", page.toString()), Stream.of(arguments));
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
    }

    private String text() throws IOException {
        return Files.readString(page);
    }

    /** With all figures alike. */
    private String shape() throws IOException {
        return text().replaceAll(NUMBER + " (us|ms)", "9 ms")
                .replaceAll(NUMBER, "9")
                .replaceAll("reached|missed|(?<=\\| )-(?= \\|)", "9")
                .replace("9 callers", "9 caller");
    }

    @Test
    void a_measurement_has_a_block_at_the_end_of_its_section_and_nothing_else_changes() throws IOException {
        assertThat(run("--only", "appends,growth")).as(err::toString).isZero();

        List<String> lines = text().lines().toList();
        int appends = lines.indexOf("<!-- benchmarks appends memory -->");
        int growth = lines.indexOf("<!-- benchmarks growth memory -->");
        assertThat(lines.get(appends - 2)).isEqualTo("More words.");
        assertThat(lines.get(growth - 2)).isEqualTo("Words about growth.");
        assertThat(lines.get(appends + 1))
                .contains("Java " + Runtime.version(), "cores", "heap", "rounds: 1 pair of 10 ms after 0")
                .containsPattern("load average \\d+\\.\\d before and \\d+\\.\\d after");
        assertThat(lines.subList(appends + 3, lines.size())).startsWith(table());
        assertThat(without("appends", without("growth", text()))).isEqualTo(OTHERS);
    }

    /** The rows are those that were printed. */
    private String[] table() {
        return out.toString()
                .lines()
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> !line.contains("commits in the stream"))
                .toArray(String[]::new);
    }

    private static String without(String kind, String text) {
        return text.replaceFirst("(?s)\n<!-- benchmarks " + kind + " memory -->\n.*?<!-- end -->\n", "");
    }

    @Test
    void the_next_run_replaces_what_it_measures_again() throws IOException {
        assertThat(run("--only", "appends,growth")).isZero();
        String first = text();
        String shape = shape();
        String growth = first.substring(first.indexOf("<!-- benchmarks growth"));

        assertThat(run("--only", "appends")).isZero();

        assertThat(text()).isNotEqualTo(first).endsWith(growth);
        assertThat(shape()).isEqualTo(shape);
        assertThat(files())
                .containsExactly("appends-memory-p99.svg", "appends-memory-throughput.svg", "growth-memory-growth.svg");
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("figures"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void plots_show_the_store_and_what_it_is_compared_with() throws Exception {
        assertThat(run("--only", "appends,growth")).isZero();

        assertThat(words("appends-memory-throughput.svg"))
                .contains(
                        "memory: throughput",
                        "callers memory map of lists",
                        "map of lists, written and parsed",
                        "map of lists, written and parsed, best number of callers",
                        "map of lists, written only");
        assertThat(words("appends-memory-p99.svg"))
                .contains("milliseconds", "callers memory map of lists", "map of lists, written and parsed")
                .doesNotContain("written only", "best number");
        assertThat(words("growth-memory-growth.svg"))
                .contains("commit, commits in the stream", "read the last 10, streams");
        assertThat(text()).contains("![memory: throughput](figures/appends-memory-throughput.svg)");
    }

    /** What a plot says; it has to be well-formed XML. */
    private String words(String plot) throws Exception {
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("figures").resolve(plot).toFile());
        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        NodeList texts = svg.getElementsByTagName("text");
        return IntStream.range(0, texts.getLength())
                .mapToObj(n -> texts.item(n).getTextContent().strip())
                .collect(Collectors.joining(" "));
    }

    @Test
    void what_has_no_plots_has_a_table_alone() throws IOException {
        Files.writeString(page, "# Commit to handler");
        Path left = Files.createDirectory(folder.resolve("figures")).resolve("wakeup-memory-growth.svg");
        Files.writeString(left, "of a run before");

        assertThat(run("--only", "wakeup")).as(err::toString).isZero();

        assertThat(text())
                .startsWith("# Commit to handler\n\n<!-- benchmarks wakeup memory -->\n")
                .doesNotContain("![");
        assertThat(files()).isEmpty();
    }

    @Test
    void a_document_that_is_not_there_is_made_by_nobody() throws IOException {
        Files.delete(page);

        assertThat(run()).isEqualTo(2);

        assertThat(err.toString()).contains(page + " does not exist; make it");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_document_without_a_place_is_refused_before_anything_is_measured() throws IOException {
        assertThat(run("--only", "appends,reads")).isEqualTo(2);

        assertThat(err.toString()).contains("has no place for these figures; add the heading \"### Reads\" to it");
        assertThat(out.toString()).doesNotContain("| memory |");
        assertThat(text()).isEqualTo(OTHERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<!-- benchmarks growth memory -->\n<!-- end -->\n"})
    void a_block_that_does_not_end_is_refused(String next) throws IOException {
        Files.writeString(page, "<!-- benchmarks appends memory -->\n" + next);

        assertThat(run("--only", "appends")).isEqualTo(2);

        assertThat(err.toString()).contains("has no <!-- end --> behind <!-- benchmarks appends memory -->");
    }

    @Test
    void a_block_that_is_there_twice_is_refused() throws IOException {
        Files.writeString(page, "<!-- benchmarks appends memory -->\n<!-- end -->\n".repeat(2));

        assertThat(run("--only", "appends")).isEqualTo(2);

        assertThat(err.toString()).contains("has <!-- benchmarks appends memory --> twice; remove one");
    }

    @Test
    void a_file_where_plots_would_be_is_refused() throws IOException {
        Files.writeString(folder.resolve("figures"), "no folder");

        assertThat(run("--only", "appends")).isEqualTo(2);

        assertThat(err.toString()).contains("is no folder; rename it");
    }
}
