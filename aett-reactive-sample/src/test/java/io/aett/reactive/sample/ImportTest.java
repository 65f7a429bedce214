package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sample.model.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {

    @TempDir
    Path folder;

    private GitFixture git;
    private final Cli cli = new Cli();

    @BeforeEach
    void some_history() {
        git = GitFixture.create(folder);
        git.put("README.md", "one\ntwo\n").put("src/A.java", "a\n").commit();
        git.put("README.md", "one\nthree\nfour\n").commit();
        git.author("Grace").delete("src/A.java").put("src/B.java", "b\n").commit();
        git.commit();
        git.author("Ada").put("src/A.java", "back\n").put("README.md", "").commit();
    }

    @AfterEach
    void close() {
        git.close();
    }

    private Cli.Outcome sample(String... args) {
        return cli.run(args).succeeds();
    }

    @Test
    void an_import_reports_and_verifies_what_git_has() {
        Cli.Outcome outcome = sample(folder.toString());

        assertThat(outcome.out())
                .contains("branch main, 5 git commits")
                .contains("5 git commits, 7 changes of files")
                .contains("3 changes          8 lines  README.md")
                .contains("5 changes         10 lines  Ada")
                .contains("2 changes          2 lines  Grace")
                .contains("verified    5 trees with 11 files");
    }

    @Test
    void memory_needs_no_earlier_import_for_any_command() {
        for (String command : List.of("import", "top", "verify")) {
            cli.run(command, "--store", "memory", "--repo", folder.toString()).succeeds();
        }
        cli.run("show", "README.md", "--store", "memory", "--repo", folder.toString())
                .succeeds();
        cli.run("at", "2026-01-02", "--store", "memory", "--repo", folder.toString())
                .succeeds();

        assertThat(cli.commits()).isEmpty();
    }

    @Test
    void importing_twice_writes_nothing_twice() {
        sample(folder.toString());
        List<Commit> first = cli.commits();

        assertThat(sample("import", folder.toString()).out()).contains("nothing new; 5 git commits");
        assertThat(cli.commits()).isEqualTo(first);
    }

    @Test
    void new_git_commits_are_imported_after_the_earlier_ones() {
        sample(folder.toString());
        git.put("src/A.java", "again\n").commit();

        assertThat(sample(folder.toString()).out())
                .contains("imported    1 git commits, 1 changes")
                .contains("(5 before)")
                .contains("verified    6 trees");
    }

    @Test
    void an_import_interrupted_after_any_commit_goes_on_where_it_stopped() {
        sample(folder.toString());
        List<String> uninterrupted = cli.facts();

        for (int stop = 0; stop < uninterrupted.size(); stop++) {
            Cli fresh = new Cli();
            AtomicInteger left = new AtomicInteger(stop);
            UnaryOperator<Commit> breaking = commit -> {
                if (left.getAndDecrement() <= 0) {
                    throw new StorageUnavailableException("the plug was pulled");
                }
                return commit;
            };
            Cli.Outcome interrupted = fresh.run(breaking, folder.toString());
            assertThat(interrupted.code()).isEqualTo(1);
            assertThat(interrupted.err())
                    .isEqualTo("sample: the store failed: the plug was pulled" + System.lineSeparator());

            fresh.run(folder.toString()).succeeds();
            assertThat(fresh.facts()).as("stopped after " + stop).isEqualTo(uninterrupted);
        }
    }

    @Test
    void a_commit_whose_answer_was_lost_is_not_stored_twice() {
        sample(folder.toString());
        List<String> once = cli.facts();
        Cli other = new Cli();
        // What a killed import left behind: one file's commits, and no word of them in the log.
        cli.commits().stream()
                .filter(commit -> commit.streamId().equals(Streams.file("README.md")))
                .forEach(commit -> other.data.commits().commit(commit).block());

        other.run(folder.toString()).succeeds();

        assertThat(other.facts()).isEqualTo(once);
    }

    @Test
    void two_imports_at_once_store_everything_once() {
        sample(folder.toString());
        List<String> once = fileFacts(cli);
        for (int round = 0; round < 20; round++) {
            Cli shared = new Cli();
            CompletableFuture<Cli.Outcome> one = CompletableFuture.supplyAsync(() -> shared.run(folder.toString()));
            CompletableFuture<Cli.Outcome> two = CompletableFuture.supplyAsync(() -> shared.run(folder.toString()));
            one.join().succeeds();
            two.join().succeeds();

            assertThat(fileFacts(shared)).isEqualTo(once);
            shared.run("verify", "--repo", folder.toString()).succeeds();
        }
    }

    private static List<String> fileFacts(Cli of) {
        return of.facts().stream().filter(fact -> fact.startsWith("file:")).toList();
    }

    @Test
    void a_rewritten_history_is_refused_until_it_is_imported_afresh() {
        sample(folder.toString());
        ObjectId third = git.commits().get(2);
        git.restart(third);
        git.put("other", "x").commit(List.of(third));

        cli.run(folder.toString()).isRefused("import it anew with --fresh");

        assertThat(sample(folder.toString(), "--fresh").out()).contains("4 git commits");
    }

    @Test
    void another_branch_is_imported_beside_the_first() {
        sample(folder.toString());
        int first = cli.commits().size();
        git.branch("else/where");
        git.commit(List.of());

        assertThat(sample(folder.toString()).out()).contains("branch else/where, 1 git commits");
        git.branch("main");

        assertThat(sample(folder.toString()).out()).contains("nothing new");
        assertThat(cli.commits()).hasSizeGreaterThan(first);
    }

    @Test
    void a_branch_set_back_has_nothing_new_and_still_verifies() {
        sample(folder.toString());
        git.move("HEAD", git.commits().get(2));

        assertThat(sample(folder.toString()).out()).contains("nothing new").contains("verified    3 trees");
    }

    @Test
    void a_batch_boundary_within_a_git_commit_loses_nothing() {
        for (int i = 0; i < 2500; i++) {
            git.put("many/" + i, "file " + i + "\n");
        }
        git.commit();
        git.put("many/7", "changed\n").commit();

        assertThat(sample(folder.toString()).out())
                .contains("7 git commits, 2,508 changes")
                .contains("verified    7 trees");
    }
}
