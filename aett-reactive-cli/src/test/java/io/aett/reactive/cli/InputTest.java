package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.testservers.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong is one line that says how to make it right, and exit code 2. */
class InputTest {

    private final Cli cli = Cli.nowhere();

    /** Classes of the JDK that read a file when they are first used are not used first on a thread that must not block. */
    @BeforeAll
    static void a_server_runs() {
        PostgresServer.shared();
    }

    @Test
    void a_store_is_needed_and_has_an_address() {
        cli.run("head").isRefused("which store? Give --store, or set AETT_STORE");
        cli.run("head", "--store", "paper").isRefused("that is no address of a store; write postgresql://");
        cli.run("head", "--store", "env:NONE").isRefused("the environment has no address of a store in NONE");
        cli.run("head", "--store", "postgresql://").isRefused("an address of a PostgreSQL database is like");
        cli.run("head", "--store", "postgresql://h/d?schema=A").isRefused("option schema must be");
        cli.run("head", "--store", "mongodb://").isRefused("an address of a MongoDB database is like");
        cli.run("head", "--store", "dynamodb:t").isRefused("option table must be");
        cli.run("head", "--store", "dynamodb:table?endpoint=x").isRefused("'x' is no address");
        cli.run("head", "--store", "dynamodb:table?end").isRefused("?name=value");
        cli.run("head", "--store", "s3:").isRefused("an address of S3 is like s3:BUCKET");
        cli.run("head", "--store", "s3:bucket?paint=red").isRefused("no parameter paint; it has region and endpoint");
    }

    @Test
    void the_python_library_is_only_copied_from() {
        cli.run("copy", "python:paper", "s3:mine").isRefused("that is no address of a store of the Python library");
        cli.run("copy", "python:env:NONE", "s3:mine").isRefused("no address of a store in NONE");
        cli.run("copy", "python:mongodb://h", "s3:mine").isRefused("name the database of the Python library");
        cli.run("copy", "python:s3:", "s3:mine").isRefused("python:s3:BUCKET");
        cli.run("copy", "python:s3:b?timezone=Moon", "s3:mine").isRefused("'Moon' is no time zone");
        cli.run("copy", "python:dynamodb:t?paint=red", "s3:mine").isRefused("no parameter paint");
        cli.run("copy", "python:s3:b", "s3:mine", "--snapshots").isRefused("leave out --snapshots");
        cli.run("copy", "s3:mine", "python:s3:b").isRefused("can only be copied: aett copy python:ADDRESS TO");
        cli.run("head", "--store", "python:s3:b").isRefused("can only be copied");
    }

    @Test
    void a_password_is_never_printed() {
        for (String address : new String[] {
            "postgresql://ann:s3cret@h:x/d",
            "postgresql://ann:s3cret@/d",
            "postgresql://h/d?password=s3cret&schema=A",
            "mongodb://ann:s3cret@h:x/d",
            "mongodb://ann:s3cret@h/a b?authSource=x&=",
            "psql:s3cret",
            "psql://ann:s3cret@h/d",
            "s3:key:s3cret@bucket",
            "s3://key:s3cret@Bucket/prefix",
            "s3:bucket?endpoint=http://key:s3cret@localhost:1",
            "s3:bucket?endpoint=ftp://key:s3cret@localhost",
            "dynamodb:key:s3cret@table",
            "dynamodb:table?endpoint=http://key:s3cret@local host"
        }) {
            assertThat(cli.run("copy", "python:" + address, "s3:mine").ends(2).err())
                    .doesNotContain("s3cret");
            assertThat(cli.run("head", "--store", address).ends(2).err()).doesNotContain("s3cret");
            assertThat(cli.run("head", "--store", address, "--stacktrace")
                            .ends(2)
                            .err())
                    .doesNotContain("s3cret");
        }
        for (String address : new String[] {"postgresql://ann:s3cret@h/d", "mongodb://ann:s3/cret@h/d"}) {
            assertThat(cli.run(address).ends(2).err()).doesNotContain("cret");
            assertThat(cli.run("head", "a", "b", address).ends(2).err()).doesNotContain("cret");
            assertThat(cli.run("copy", address, address).ends(2).err()).doesNotContain("cret");
        }
        assertThat(Text.withoutPasswords("x://ann:s3cret@h and y://bob:p:@/w@h/d, z://h:1/a, user:ann@mail"))
                .isEqualTo("x://ann:***@h and y://bob:***@h/d, z://h:1/a, user:ann@mail");
    }

    /** What a script hands on is an id, whatever it looks like: not the name of a file whose content is arguments. */
    @Test
    void an_argument_is_never_read_from_a_file(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("arguments"), "t3nant\nstr3am\n--yes\n");

        assertThat(cli.run("head", "@" + file).ends(2).err()).doesNotContain("t3nant", "str3am");
        assertThat(cli.run("show", "t", "s", "@" + file).ends(2).err()).contains("@" + file);
        assertThat(cli.run("purge", "@" + file).ends(2).err()).contains("add --yes");
    }

    /** A failed attempt is one line, and none of it is a command to the terminal. */
    @Test
    void hostile_arguments_are_one_harmless_line() {
        for (String hostile : new String[] {
            "",
            " ",
            "\u001b[2J",
            "a\nb",
            "\u202e",
            "%s%n",
            "${sys:user.home}",
            "$(id)",
            "`id`",
            "--",
            "-",
            "--=",
            "-x=y",
            "9".repeat(100_000)
        }) {
            for (String[] args : new String[][] {
                {hostile},
                {"head", hostile},
                {"show", "t", "s", "--limit", hostile},
                {"show", "t", "s", "--from", hostile},
                {"tail", "--from", hostile},
                {"reset", "x", "--to", hostile},
                {"replay", hostile},
                {"head", "--store", hostile},
                {"head", "--store", "postgresql:" + hostile},
                {"head", "--store", "mongodb:" + hostile},
                {"head", "--store", "s3:Bucket" + hostile},
                {"head", "--store", "dynamodb:/" + hostile},
                {"copy", hostile, hostile}
            }) {
                String err = cli.run(args).ends(2).err();
                assertThat(err).as(String.join(" ", args)).startsWith("aett: ").doesNotContain("\u001b", "\u202e");
                assertThat(err.lines()).as(String.join(" ", args)).hasSize(1);
            }
        }
    }

    @Test
    void commands_and_their_arguments() {
        cli.run().isRefused("name a command");
        cli.run("haed").isRefused("haed");
        cli.run("show", "t").isRefused("Missing required parameter: 'STREAM'");
        cli.run("show", "t", "s", "--limit", "0").isRefused("--limit must be at least 1");
        cli.run("tail", "--from", "start").isRefused("'start' is no place");
        cli.run("reset", "x", "--to", "start").isRefused("'start' is no place");
        cli.run("replay", "x", "t").isRefused("write replay NAME TENANT STREAM");
        cli.run("copy", "s3:mine", "s3:mine/aett").isRefused("both are s3:mine/aett");
        cli.run("copy", "s3:mine", "s3:yours", "--concurrency", "0").isRefused("--concurrency must be");
        cli.run("purge", "t").isRefused("nobody is there to be asked; add --yes");
    }

    @Test
    void a_place_without_a_store() {
        try (PostgresStore none = PostgresStore.none()) {
            none.cli().run("head").isRefused("has not been initialized", "aett init makes a new store there");
            assertThat(none.cli().run("init").succeeds()).isEqualTo(none.name() + " is ready\n");
            assertThat(none.cli().run("head").succeeds()).isEqualTo("0\n");
        }
    }

    @Test
    void a_server_that_is_not_there() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Cli.on("postgresql://ann:s3cret@127.0.0.1:" + port + "/d")
                .run("head")
                .isRefused("the store does not answer", "is it running, and are address and credentials right?");
        try (PostgresStore target = PostgresStore.none()) {
            cli.run("copy", "python:postgresql://ann:s3cret@127.0.0.1:" + port + "/d", target.address())
                    .isRefused("the store does not answer: python:postgresql://127.0.0.1:" + port
                            + "/d, table public.commits");
        }
        assertThat(Cli.on("postgresql://ann:s3cret@127.0.0.1:" + port + "/d")
                        .run("head", "--stacktrace")
                        .ends(2)
                        .err())
                .contains("\tat ")
                .doesNotContain("s3cret");
    }

    @Test
    void help_is_no_error_and_nothing_else_is_connected_to_for_ddl() {
        assertThat(cli.run("--help").succeeds()).contains("Usage: aett", "copy", "verify", "Exit codes:");
        assertThat(cli.run("copy", "--help").succeeds()).contains("FROM", "Not kept: checkpoints");
        assertThat(cli.run("ddl", "--store", "postgresql://h/d?schema=mine").succeeds())
                .contains("CREATE TABLE IF NOT EXISTS \"mine\".commits");
        assertThat(cli.run("ddl", "--store", "dynamodb:mine").succeeds()).contains("create-table --table-name mine");
        assertThat(cli.run("ddl", "--store", "mongodb://h/mine").succeeds()).contains("getSiblingDB(\"mine\")");
        assertThat(cli.run("ddl", "--store", "s3:mine").succeeds()).contains("create-bucket --bucket mine");
    }
}
