package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventMessage;
import io.aett.reactive.cli.Things.Noted;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The commands that look into a store. */
class LookTest {

    private final PostgresStore data = PostgresStore.filled();
    private final Cli cli = data.cli();

    @AfterEach
    void close() {
        data.close();
    }

    private String out(String... args) {
        return cli.run(args).succeeds();
    }

    @Test
    void streams_are_listed_as_they_began_with_their_revisions() {
        assertThat(out("streams").lines())
                .containsExactly(
                        "shop  order-1  revision 4  since 2026-01-02T03:04:06.678901Z",
                        "shop  order-2  revision 8  since 2026-01-02T03:04:06.678901Z",
                        "other  order-1  revision 4  since 2026-01-02T03:04:06.678901Z");
        assertThat(out("streams", "--tenant", "other").lines())
                .singleElement()
                .asString()
                .startsWith("other  order-1  revision 4");
        assertThat(out("streams", "--json").lines().toList().get(1))
                .isEqualTo(
                        "{\"tenant\":\"shop\",\"stream\":\"order-2\",\"revision\":8,\"commits\":4,\"snapshotRevision\":0,"
                                + "\"since\":\"2026-01-02T03:04:06.678901Z\",\"firstCheckpoint\":2}");
    }

    @Test
    void a_page_of_streams_says_where_the_next_one_begins() {
        Cli.Outcome first = cli.run("streams", "--limit", "2");

        assertThat(first.lines()).hasSize(2);
        assertThat(first.err()).isEqualTo("more may follow: aett streams --from 2\n");
        assertThat(out("streams", "--limit", "2", "--from", "2").lines())
                .singleElement()
                .asString()
                .startsWith("other  order-1");
        assertThat(out("streams", "--tenant", "shop", "--from", "1").lines())
                .singleElement()
                .asString()
                .startsWith("shop  order-2");
    }

    @Test
    void a_stream_is_shown_with_the_newest_event_first() {
        List<String> lines =
                out("show", "shop", "order-2", "--limit", "3").lines().toList();

        assertThat(lines.subList(0, 2))
                .containsExactly(
                        "revision 8  2026-01-02T03:04:09.678901Z  moved  checkpoint 11",
                        "  {\"to\":\"x\",\"weight\":6.0}");
        assertThat(lines.subList(2, 5))
                .containsExactly(
                        "revision 7  2026-01-02T03:04:09.678901Z  noted  checkpoint 11",
                        "  {\"text\":\"b4\"}",
                        "  headers {\"by\":\"bob\"}");
        assertThat(lines.get(5)).startsWith("  commit 4 ").endsWith(" {\"user\":\"ann\"}");
        assertThat(lines.get(6)).startsWith("revision 6  ");
    }

    @Test
    void or_from_a_revision_on_one_json_text_a_line() {
        List<String> lines = out("show", "shop", "order-2", "--from", "4", "--limit", "2", "--json")
                .lines()
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0))
                .isEqualTo("{\"tenant\":\"shop\",\"stream\":\"order-2\",\"revision\":4,\"commit\":2,\"commitId\":\""
                        + Things.commit("shop", "order-2", 2, "").commitId()
                        + "\",\"stamp\":\"2026-01-02T03:04:07.678901Z\",\"checkpoint\":5,\"topic\":\"moved\","
                        + "\"body\":{\"to\":\"x\",\"weight\":3.0},\"commitHeaders\":{\"user\":\"ann\"}}");
        assertThat(lines.get(1)).contains("\"revision\":5,", "\"headers\":{\"by\":\"bob\"}");
    }

    @Test
    void the_tail_is_the_last_commits_or_what_lies_behind_a_place() {
        assertThat(out("tail", "-n", "2").lines())
                .filteredOn(line -> line.contains("  revision "))
                .extracting(line -> line.split("  ")[1])
                .containsExactly("order-2", "order-2", "order-1");
        assertThat(out("tail", "--from", "10", "--json").lines()).hasSize(3);
        assertThat(out("tail", "--from", "2026-01-02T03:04:09Z", "--json").lines())
                .hasSize(4);
        assertThat(out("tail", "--from", "beginning", "--json").lines()).hasSize(16);
        assertThat(out("tail", "--from", "end")).isEmpty();
    }

    @Test
    void the_last_commits_are_found_behind_a_wide_gap_of_checkpoints() {
        data.sql("ALTER SEQUENCE $.checkpoints RESTART WITH 5000");
        Things.store(data.store, Things.commit("shop", "order-1", 5, new Noted("late")));

        assertThat(out("tail", "-n", "3", "--json").lines())
                .hasSize(4)
                .last()
                .asString()
                .contains("late", "\"checkpoint\":5000");
    }

    @Test
    void the_head_of_the_store_and_the_revision_of_a_stream() {
        assertThat(out("head")).isEqualTo("12\n");
        assertThat(out("head", "shop", "order-2")).isEqualTo("8\n");
        cli.run("head", "shop", "none").isRefused("there is no stream none of tenant shop in " + data.name());
        cli.run("head", "shop").isRefused("write head TENANT STREAM");
    }

    @Test
    void nothing_that_is_stored_reaches_the_terminal_as_a_command() {
        String hostile = "a\u001b[2J\u202eb\u0085\u2028\ud83d\ude00 \\";
        Things.store(
                data.store,
                Things.commit(
                        "t\u202et", "s\u200fs", 1, new EventMessage(new Noted(hostile), Map.of("h\u202e", hostile))));

        for (String printed : List.of(
                out("streams"),
                out("show", "t\u202et", "s\u200fs", "--json"),
                out("tail", "-n", "1"),
                cli.run("show", "t\u202et", "x").err())) {
            assertThat(printed).contains("t\\u202Et").doesNotContain("\u001b", "\u202e", "\u0085", "\u2028", "\u200f");
        }
        assertThat(out("show", "t\u202et", "s\u200fs")).doesNotContain("\u001b", "\u202e", "\u0085", "\u2028");
        assertThat(out("tail", "-n", "1")).contains("a\\u001B[2J\\u202Eb", "\ud83d\ude00", "s\\u200Fs", "\"h\\u202E\"");
    }
}
