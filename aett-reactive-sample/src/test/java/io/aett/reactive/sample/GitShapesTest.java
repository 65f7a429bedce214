package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever git allows is imported, and equals git. */
class GitShapesTest {

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    private Cli.Outcome sample(String... args) {
        return cli.run(args).succeeds();
    }

    private String shown(String path) {
        return sample("show", path, "--repo", folder.toString()).out();
    }

    @Test
    void names_of_any_bytes_are_kept_apart() {
        List<String> names = new ArrayList<>(List.of(
                "plain",
                "with space",
                " ",
                "%",
                "%25",
                "%2525",
                "%~",
                "a:b",
                "a\\b",
                "\"",
                "'",
                "\t",
                "\n",
                "a\nb",
                "\r",
                "\u0001",
                "\u007f",
                "\u0080",
                "\u00ff",
                "\u00c3\u00a9",
                "e\u00cc\u0081",
                "\u00c2\u0085",
                "\u00ed\u00a0\u0080",
                "\u00f0\u009f\u0092\u00a9",
                "...",
                "~",
                "-",
                "--help",
                "a/b",
                "a.b",
                "a-b",
                "A",
                "a"));
        names.remove("a"); // a folder
        names.add("long/" + "x".repeat(600));
        names.add("long/" + "x".repeat(600) + "y");
        names.add("long/" + "\u00e2\u0082\u00ac".repeat(120) + "\u00e2");
        try (GitFixture git = GitFixture.create(folder)) {
            for (String name : names) {
                git.put(name, "content of " + name + "\n");
            }
            git.commit();
            for (String name : names) {
                git.put(name, "more content of " + name + "\n");
            }
            git.commit();
            git.delete("\n").delete("%25").commit();
        }

        assertThat(sample(folder.toString()).out())
                .contains((2 * names.size() + 2) + " changes of files")
                .contains("verified    3 trees with " + (3 * names.size() - 2) + " files");
        assertThat(shown("%0A")).contains("file        %0A").contains("deleted");
        assertThat(shown("%FF")).contains("file        %FF").contains("changes     2");
        assertThat(shown("\u00e9")).contains("file        \u00e9");
        assertThat(shown("%25")).contains("file        %2525").contains("deleted");
        assertThat(shown("%")).contains("file        %25").doesNotContain("deleted");
        assertThat(shown("long/" + "x".repeat(600) + "y")).contains("x".repeat(600) + "y\n".strip());
    }

    @Test
    void modes_links_and_submodules_are_kept() {
        try (GitFixture git = GitFixture.create(folder)) {
            ObjectId elsewhere = ObjectId.fromString("1234567890123456789012345678901234567890");
            git.put("run", "x\n")
                    .put("link", "run\n".getBytes(), FileMode.SYMLINK)
                    .submodule("sub", elsewhere);
            git.commit();
            git.put("run", "x\n".getBytes(), FileMode.EXECUTABLE_FILE);
            git.commit();
            git.put("link", "now a file\n").put("sub", "too\n");
            git.commit();
            git.submodule("run", elsewhere);
            git.commit();
        }

        assertThat(sample(folder.toString()).out())
                .contains("7 changes of files")
                .contains("verified    4 trees");
        assertThat(shown("run")).contains("content     160000 1234567890").contains("lines +1 -1");
        assertThat(shown("sub")).contains("content     100644");
    }

    @Test
    void a_file_may_become_a_folder_and_back() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("x", "file\n").put("x.y", "between in the order\n").commit();
            git.delete("x").put("x/a", "1\n").put("x/b/c", "2\n").commit();
            git.delete("x/a").delete("x/b/c").put("x", "again\n").commit();
        }

        assertThat(sample(folder.toString()).out())
                .contains("8 changes of files")
                .contains("verified    3 trees");
    }

    @Test
    void binary_and_large_content_has_no_lines() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("binary", new byte[] {1, 0, 2, '\n'}, FileMode.REGULAR_FILE);
            git.put("large", "line\n".repeat(500_000));
            git.put("unended", "a\nb");
            git.put("empty", "");
            git.commit();
            git.put("binary", new byte[] {1, 0, 3, '\n'}, FileMode.REGULAR_FILE);
            git.put("large", "line\n".repeat(500_001));
            git.put("unended", "a\nc");
            git.put("empty", "no longer");
            git.commit();
        }

        sample(folder.toString());
        assertThat(shown("binary")).contains("changes     2, lines +0 -0");
        assertThat(shown("large")).contains("changes     2, lines +0 -0");
        assertThat(shown("unended")).contains("changes     2, lines +3 -1");
        assertThat(shown("empty")).contains("changes     2, lines +1 -0");
    }

    @Test
    void a_merge_is_what_it_changed_against_its_first_parent() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("base", "1\n");
            ObjectId base = git.commit();
            git.put("side", "2\n");
            ObjectId side = git.commit(List.of(base));
            git.delete("side").put("main", "3\n");
            ObjectId main = git.commit(List.of(base));
            git.put("side", "2\n").commit(List.of(main, side));
        }

        assertThat(sample(folder.toString()).out())
                .contains("3 git commits by first parent")
                .contains("3 changes of files")
                .contains("verified    3 trees with 6 files");
    }

    @Test
    void a_bare_repository_works() {
        try (GitFixture git = GitFixture.create(folder, true)) {
            git.put("a", "1\n").commit();
        }

        assertThat(sample(folder.toString()).out())
                .contains("repository  " + folder)
                .contains("verified    1 trees");
    }

    @Test
    void a_detached_head_works() {
        try (GitFixture git = GitFixture.create(folder)) {
            ObjectId first = git.put("a", "1\n").commit();
            git.put("a", "2\n").commit();
            git.detach(first);
        }

        assertThat(sample(folder.toString()).out())
                .contains("branch HEAD, 1 git commits")
                .contains("verified    1 trees");
    }

    @Test
    void a_linked_work_tree_works() throws IOException {
        try (GitFixture git = GitFixture.create(folder.resolve("main"))) {
            git.put("a", "1\n").commit();
            Path admin = Files.createDirectories(folder.resolve("main/.git/worktrees/linked"));
            Path linked = Files.createDirectories(folder.resolve("linked"));
            Files.writeString(admin.resolve("HEAD"), git.last().name() + "\n");
            Files.writeString(admin.resolve("commondir"), "../..\n");
            Files.writeString(admin.resolve("gitdir"), linked.resolve(".git") + "\n");
            Files.writeString(linked.resolve(".git"), "gitdir: " + admin + "\n");
        }

        assertThat(sample(folder.resolve("linked").toString()).out()).contains("verified    1 trees");
    }

    @Test
    void a_shallow_repository_begins_where_it_begins() throws IOException {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").put("b", "2\n").commit();
            ObjectId second = git.put("a", "3\n").commit();
            git.delete("b").commit();
            Files.writeString(folder.resolve(".git/shallow"), second.name() + "\n");
        }

        assertThat(sample(folder.toString()).out())
                .contains("2 git commits by first parent (shallow")
                .contains("3 changes of files")
                .contains("verified    2 trees");
    }

    @Test
    void a_folder_within_the_work_tree_is_enough_and_paths_may_begin_there() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("src/main"));
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("src/main/A", "1\n").put("A", "other\nother\n").commit();
        }
        sample(inside.toString());

        assertThat(sample("show", "src/main/A", "--repo", inside.toString()).out())
                .contains("file        src/main/A");
        assertThat(sample("show", "A", "--repo", inside.toString()).out()).contains("file        src/main/A");
        assertThat(sample("show", "../../A", "--repo", inside.toString()).out()).contains("lines +2 -0");
        assertThat(shown(folder.resolve("src/main/A").toString())).contains("file        src/main/A");
        assertThat(shown("./A")).contains("lines +2 -0");
    }

    @Test
    void clocks_that_go_back_or_are_absurd_do_no_harm() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.clock(Instant.parse("2026-03-01T00:00:00Z")).put("a", "1\n").commit();
            git.clock(Instant.parse("2025-03-01T00:00:00Z")).put("a", "2\n").commit();
            git.clock(Instant.EPOCH).put("a", "3\n").commit();
            git.clock(Instant.parse("2026-04-01T00:00:00Z")).put("a", "4\n").commit();
            git.clock(Instant.ofEpochSecond(400_000_000_000L)).put("a", "5\n").commit();
            git.clock(Instant.parse("2026-05-01T00:00:00Z")).put("a", "6\n").commit();
        }

        assertThat(sample(folder.toString()).out()).contains("verified    6 trees");
        assertThat(sample("at", "2026-03-01", "--repo", folder.toString()).err())
                .contains("1 files");
    }

    @Test
    void authors_without_a_name_or_with_control_characters_are_printable() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.author("").put("a", "1\n").commit();
            git.author("Eve\u001b[31m").put("a", "2\n").commit();
        }

        assertThat(sample(folder.toString()).out())
                .contains("unknown")
                .contains("Eve?[31m")
                .doesNotContain("\u001b");
    }
}
