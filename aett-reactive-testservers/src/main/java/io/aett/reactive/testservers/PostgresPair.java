package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A primary and a standby that follows it, from packages. The primary acknowledges no commit before the standby has it on its disk
 * ({@code synchronous_commit = on}), so the standby lacks nothing that was acknowledged.
 */
public final class PostgresPair implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PostgresServer primary;
    private final PostgresServer standby;

    private PostgresPair(PostgresServer primary, PostgresServer standby) {
        this.primary = primary;
        this.standby = standby;
    }

    /** Starts both with new data, and returns when the standby follows. */
    public static PostgresPair start() {
        Path first = PostgresOptions.temporaryFolder();
        Path second = PostgresOptions.temporaryFolder();
        PostgresOptions.initialize(first);
        copy(first, second);
        PostgresServer primary = PostgresServer.options()
                .setting("synchronous_commit", "on")
                .setting("synchronous_standby_names", "*")
                .start(first, true);
        PostgresServer standby;
        try {
            follow(second.resolve("data"), primary);
            Unprivileged.ofThisUser().own(second);
            standby = PostgresServer.options().start(second, true);
        } catch (RuntimeException e) {
            primary.close();
            throw e;
        }
        PostgresPair pair = new PostgresPair(primary, standby);
        try {
            pair.awaitFollowing();
            return pair;
        } catch (RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** Who takes writes at first. */
    public PostgresServer primary() {
        return primary;
    }

    /** Who follows at first. */
    public PostgresServer standby() {
        return standby;
    }

    /** Returns when clients of the standby see all that it was sent; only while the primary sends nothing more. */
    public void awaitReplayed() {
        await(
                "the standby to replay what it has",
                standby,
                "SELECT pg_last_wal_receive_lsn() IS NOT DISTINCT FROM pg_last_wal_replay_lsn()");
    }

    /** Makes the standby a primary, unless it is, and returns when it takes writes. */
    public void promote() {
        if (answer(standby, "SELECT pg_is_in_recovery()")) {
            await("the standby to be promoted", standby, "SELECT pg_promote(true, 60)");
        }
        await("the promoted server to take writes", standby, "SELECT NOT pg_is_in_recovery()");
    }

    private void awaitFollowing() {
        await(
                "the standby to follow",
                primary,
                "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'");
    }

    private static void await(String what, PostgresServer server, String sql) {
        if (!Polling.within(PATIENCE, () -> answer(server, sql))) {
            throw new TestServerException(
                    "waited in vain for " + what + ": " + Shell.lastWords(Shell.read(server.log())));
        }
    }

    private static boolean answer(PostgresServer server, String sql) {
        try {
            return requireNonNull(Mono.usingWhen(
                            ConnectionFactories.get(server.url()).create(),
                            connection -> Flux.from(
                                            connection.createStatement(sql).execute())
                                    .concatMap(result -> result.map(row -> requireNonNull(row.get(0, Boolean.class))))
                                    .single(),
                            Connection::close)
                    .block(PATIENCE));
        } catch (R2dbcException e) {
            return false;
        }
    }

    /** Password and data of a server that does not run. */
    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            List<Path> all = files.filter(file -> !file.equals(from)).toList();
            for (Path file : all) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void follow(Path data, PostgresServer primary) {
        String source = "host=%s port=%s user=%s password=%s application_name=standby"
                .formatted(primary.host(), primary.port(), primary.user(), primary.password());
        try {
            Files.createFile(data.resolve("standby.signal"));
            Files.writeString(
                    data.resolve("postgresql.auto.conf"),
                    "primary_conninfo = '" + source + "'\n",
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops both and deletes their data. */
    @Override
    public void close() {
        standby.close();
        primary.close();
    }
}
