package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One clear line, and exit code 2. */
class BadInputTest {

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    private Cli.Outcome on(String... args) {
        String[] more = Arrays.copyOf(args, args.length + 2);
        more[args.length] = "--repo";
        more[args.length + 1] = folder.toString();
        return cli.run(more);
    }

    private ObjectId oneCommit() {
        try (GitFixture git = GitFixture.create(folder)) {
            return git.put("a", "1\n").commit();
        }
    }

    @Test
    void a_folder_without_a_repository() {
        on().isRefused("no git repository at " + folder);
        on("show", "a").isRefused("no git repository");
        on("watch").isRefused("no git repository");
    }

    @Test
    void a_folder_that_does_not_exist_and_one_that_is_a_file() throws IOException {
        cli.run(folder.resolve("nowhere").toString()).isRefused("there is no folder");
        cli.run(Files.writeString(folder.resolve("file"), "x").toString()).isRefused("is not a folder");
    }

    @Test
    void a_misspelt_command_is_taken_for_a_folder_that_is_not_there() {
        cli.run("verfiy").isRefused("there is no folder verfiy");
    }

    @Test
    void a_repository_without_commits() {
        GitFixture.create(folder).close();

        on().isRefused("has no commits yet");
    }

    @Test
    void a_damaged_repository() throws IOException {
        oneCommit();
        Path objects = folder.resolve(".git/objects");
        try (var files = Files.walk(objects)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }

        on().isRefused("cannot be read");
    }

    @Test
    void a_repository_that_lacks_a_blob() throws IOException {
        oneCommit();
        String blob = "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d"; // of "1\n"
        Files.delete(folder.resolve(".git/objects/" + blob.substring(0, 2) + "/" + blob.substring(2)));

        Cli.Outcome outcome = on();
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("sample: ")
                .contains("cannot be read", blob)
                .hasLineCount(1);
    }

    @Test
    void a_repository_of_a_format_that_is_not_known() throws IOException {
        oneCommit();
        Files.writeString(
                folder.resolve(".git/config"),
                "[core]\nrepositoryformatversion = 1\n[extensions]\nobjectformat = sha256\n");

        on().isRefused("has ids of the format sha256");
    }

    @Test
    void a_configuration_that_is_none() throws IOException {
        oneCommit();
        Files.writeString(folder.resolve(".git/config"), "[core\nwhat\n");

        on().isRefused("cannot be read");
    }

    @Test
    void a_path_that_never_was() {
        oneCommit();
        on("import").succeeds();

        on("show", "b").isRefused("there never was a file b in branch main");
        on("show", "").isRefused("there never was a file");
        on("show", "/").isRefused("there never was a file");
        on("show", "%zz").isRefused("there never was a file %25zz");
        on("show", "a", "--at", "1999-01-01").isRefused("there was no file a at that time");
    }

    @Test
    void a_time_that_is_none() {
        oneCommit();

        on("at", "yesterday").isRefused("'yesterday' is not a time");
        on("at", "2026-02-30").isRefused("is not a time");
        on("at", "").isRefused("is not a time");
        on("show", "a", "--at", "now").isRefused("is not a time");
    }

    @Test
    void options_that_are_none_or_are_wrong() {
        oneCommit();

        on("--nonsense").isRefused("Unknown option: '--nonsense'");
        on("show").isRefused("Missing required parameter: 'PATH'");
        on("top", "-n", "many").isRefused("many");
        on("top", "-n", "0").isRefused("--limit must be at least 1");
        on("show", "a", "-n", "0").isRefused("--limit must be at least 1");
        on("watch", "-n", "-1").isRefused("--limit must be at least 1");
        on("--store", "paper")
                .isRefused("there is no store 'paper'; choose one of: kept, postgres, memory, mongodb, dynamodb, s3");
        on("--store", "memory", "--url", "http://x").isRefused("the memory store takes no --url");
        on("--store", "memory", "--bucket", "b").isRefused("the memory store takes no --bucket");
        on("--store", "postgres", "--url", "http://x").isRefused("not an address of a PostgreSQL database");
        on("--store", "postgres", "--bucket", "b").isRefused("the postgres store takes no --bucket");
        on("--store", "mongodb").isRefused("the mongodb store needs --url: mongodb://");
        on("--store", "mongodb", "--url", "http://x").isRefused("not an address of MongoDB");
        on("--store", "dynamodb").isRefused("the dynamodb store needs --url: aws, or http://");
        on("--store", "dynamodb", "--url", "paper").isRefused("'paper' is no address");
        on("--store", "s3", "--url", "aws").isRefused("the s3 store needs --bucket");
    }

    @Test
    void a_store_that_keeps_its_data_and_has_none_of_this_repository() {
        oneCommit();

        on("show", "a").isRefused("nothing is imported yet");
        on("top").isRefused("nothing is imported yet");
        on("at", "2026-01-01").isRefused("nothing is imported yet");
        on("verify").isRefused("nothing is imported yet");
    }

    @Test
    void a_subscription_that_is_not_there() {
        oneCommit();
        for (String command : List.of("pause", "resume", "parked", "replay")) {
            on(command, "watch").isRefused("there is no subscription watch, since none has run on this store yet");
        }
        assertThat(on("subscriptions").succeeds().out()).contains("no subscription has run on this store yet");
        on("import").succeeds();

        on("pause", "wach").isRefused("there is no subscription wach; there are: months:main:");
        on("reset", "watch", "--to", "end").isRefused("there are: months:main:");
        on("discard", "watch", "1").isRefused("there are: months:main:");
    }

    @Test
    void places_and_streams_that_are_none() {
        oneCommit();
        on("import").succeeds();

        on("reset", "months").isRefused("Missing required option: '--to=PLACE'");
        on("reset", "months", "--to", "start").isRefused("'start' is no place; write beginning, end, a checkpoint");
        on("reset", "months", "--to", "99999999999999999999").isRefused("is no place");
        on("reset", "months", "--to", "1000").isRefused("checkpoint 1000 lies behind the last commit");
        on("watch", "--from", "somewhere").isRefused("'somewhere' is no place");
        on("watch", "--from", "1000").isRefused("checkpoint 1000 lies behind the last commit");
        on("watch", "--all", "--from", "end").isRefused("--all and --from say two things");
        on("watch", "--name", "a b").isRefused("--name must be 1 to 40 letters");
        on("replay", "months", "t").isRefused("write replay NAME TENANT STREAM, or replay NAME all");
        on("replay", "months", "t", "s").isRefused("nothing of stream s of tenant t is parked; sample parked months:");
        on("discard", "months", "7").isRefused("no parked commit of months:");
        on("discard", "months", "x").isRefused("'x' is not a long");
    }

    @Test
    void verifying_a_head_that_is_not_imported() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").commit();
            on().succeeds();
            git.put("a", "2\n").commit();
        }

        on("verify").isRefused("is not imported yet");
    }

    @Test
    void help_is_no_error() {
        assertThat(cli.run("--help").succeeds().out())
                .contains("Usage: sample", "verify", "watch", "subscriptions", "replay");
        assertThat(cli.run("help", "show").succeeds().out()).contains("PATH");
        assertThat(cli.run("at", "--help").succeeds().out()).contains("INSTANT");
    }
}
