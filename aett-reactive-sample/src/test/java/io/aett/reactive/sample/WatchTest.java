package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.sample.store.StoreKinds;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {

    @TempDir
    Path folder;

    @Test
    void what_an_import_writes_is_printed_while_it_does() throws Exception {
        Cli cli = new Cli();
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").put("b", "2\n").commit();
            CompletableFuture<Cli.Outcome> watch =
                    CompletableFuture.supplyAsync(() -> cli.run("watch", "--limit", "3", "--repo", folder.toString()));
            cli.run(folder.toString()).succeeds();
            git.put("b", "3\n").commit();
            cli.run(folder.toString()).succeeds();

            // It may have begun after the first import; then two changes are still to come.
            for (int i = 0; !watch.isDone() && i < 2; i++) {
                git.put("b", i + " more\n").commit();
                cli.run(folder.toString()).succeeds();
            }
            String out = watch.get(60, TimeUnit.SECONDS).succeeds().out();
            assertThat(out.lines()).hasSize(3);
            assertThat(out).contains("  M      +1     -1  b  (Ada)");
        }
    }

    @Test
    void all_begins_with_the_first_change() throws Exception {
        Cli cli = new Cli();
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").put("b", "2\n").commit();
        }
        cli.run(folder.toString()).succeeds();

        assertThat(cli.run("watch", "--all", "--limit", "2", "--repo", folder.toString())
                        .succeeds()
                        .out())
                .contains("  A      +1     -0  a  (Ada)", "  A      +1     -0  b  (Ada)");
    }

    @Test
    void a_watch_goes_on_where_the_last_one_ended_and_another_name_is_another_one() throws Exception {
        Cli cli = new Cli();
        String repo = folder.toString();
        try (GitFixture git = GitFixture.create(folder)) {
            for (String file : List.of("a", "b", "c", "d")) {
                git.put(file, "1\n").commit();
            }
        }
        cli.run(repo).succeeds();

        assertThat(cli.run("watch", "--from", "beginning", "-n", "2", "--repo", repo)
                        .succeeds()
                        .out())
                .contains("  a  (Ada)", "  b  (Ada)")
                .hasLineCount(2);
        Cli.Outcome next = cli.run("watch", "-n", "1", "--repo", repo).succeeds();
        assertThat(next.out()).contains("  c  (Ada)").hasLineCount(1);
        assertThat(next.err()).contains("as watch:main:", "on behind checkpoint");
        assertThat(cli.run("watch", "-n", "1", "--name", "mine", "--from", "0", "--repo", repo)
                        .succeeds()
                        .out())
                .contains("  a  (Ada)");
        assertThat(cli.run("watch", "-n", "1", "--repo", repo).succeeds().out()).contains("  d  (Ada)");
        assertThat(cli.run("watch", "-n", "1", "--from", "1970-01-01", "--repo", repo)
                        .succeeds()
                        .out())
                .contains("  a  (Ada)");
    }

    @Test
    void on_memory_what_is_committed_to_the_repository_meanwhile_is_imported() throws Exception {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").commit();
            CompletableFuture<Cli.Outcome> watch = CompletableFuture.supplyAsync(() -> Cli.run(
                    StoreKinds.standard(),
                    "watch",
                    "--all",
                    "--limit",
                    "2",
                    "--store",
                    "memory",
                    "--repo",
                    folder.toString()));
            git.put("a", "2\n").commit();

            assertThat(watch.get(60, TimeUnit.SECONDS).succeeds().out())
                    .contains("  A      +1     -0  a  (Ada)", "  M      +1     -1  a  (Ada)");
        }
    }
}
