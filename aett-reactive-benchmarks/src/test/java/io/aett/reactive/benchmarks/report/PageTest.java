package io.aett.reactive.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.benchmarks.rows.Kinds;
import io.aett.reactive.benchmarks.subject.Subjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageTest {

    private static final String HEADING = "Reads";

    @TempDir
    private Path folder;

    private String put(String before, String... content) throws IOException {
        Path file = Files.writeString(folder.resolve("page.md"), before);
        new Page(file).put("reads", "memory", HEADING, List.of(content));
        return Files.readString(file);
    }

    @Test
    void the_projects_own_page_has_a_place_for_all() {
        Page page = new Page(Path.of("../docs/performance.md"));

        Kinds.all().forEach((kind, what) -> Subjects.names().forEach(store -> page.check(kind, store, what.heading())));
    }

    @Test
    void a_section_goes_on_below_its_subsections_and_ends_with_the_next_one() throws IOException {
        assertThat(put("## Reads\n### More\nwords\n\n\n## Next\n", "new"))
                .isEqualTo(
                        "## Reads\n### More\nwords\n\n<!-- benchmarks reads memory -->\nnew\n<!-- end -->\n\n\n## Next\n");
    }

    @Test
    void what_looks_like_a_heading_in_code_is_none() throws IOException {
        assertThat(put("```\n# Reads\n```\n# Reads\n```\n# a comment\n```", "new"))
                .isEqualTo("```\n# Reads\n```\n# Reads\n```\n# a comment\n```\n\n"
                        + "<!-- benchmarks reads memory -->\nnew\n<!-- end -->");
    }

    @Test
    void a_block_is_replaced_where_it_is_whatever_is_around_it() throws IOException {
        String around = "no heading\r\n\r\n%s\nends without a line";

        assertThat(put(around.formatted("<!-- benchmarks reads memory -->\nold\nold\n<!-- end -->"), "new"))
                .isEqualTo(around.formatted("<!-- benchmarks reads memory -->\nnew\n<!-- end -->"));
    }
}
