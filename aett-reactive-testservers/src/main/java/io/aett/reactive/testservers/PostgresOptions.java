package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How to start a PostgreSQL server from packages. */
public final class PostgresOptions {

    private static final String LOOPBACK = "127.0.0.1";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Map<String, String> DEFAULTS = Map.of(
            "fsync", "off",
            "max_connections", "300",
            "max_prepared_transactions", "64",
            "shared_buffers", "64MB",
            "log_lock_waits", "on");

    private final Map<String, String> settings;
    private final @Nullable Path directory;

    private PostgresOptions(Map<String, String> settings, @Nullable Path directory) {
        this.settings = settings;
        this.directory = directory;
    }

    static PostgresOptions ofDefaults() {
        return new PostgresOptions(DEFAULTS, null);
    }

    /** The same with a server setting, such as {@code lock_timeout}; one of that name is replaced. */
    public PostgresOptions setting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PostgresOptions(more, directory);
    }

    /** The same with or without flushes to the disk; default off, on for measurements that shall mean something. */
    public PostgresOptions fsync(boolean on) {
        return setting("fsync", on ? "on" : "off");
    }

    /**
     * The same with its data in a folder of the caller's, which are found again by the next server and never deleted. If
     * a server of another process runs on that folder, it is used, and lives as long as that process.
     */
    public PostgresOptions directory(Path folder) {
        return new PostgresOptions(settings, folder.toAbsolutePath());
    }

    Map<String, String> settings() {
        return settings;
    }

    /** Starts the server and returns when it lets clients in. */
    public PostgresServer start() {
        Path given = directory;
        return given == null ? start(temporaryFolder(), true) : start(given, false);
    }

    /** The same in a folder, which may have data already. */
    PostgresServer start(Path folder, boolean temporary) {
        Unprivileged user = Unprivileged.ofThisUser();
        Path programs = PostgresBinaries.folder(user.cache());
        Path data = folder.resolve("data");
        String password = initialize(user, programs, folder, data);
        int other = runningOn(data);
        if (other > 0) {
            return server(new TestServer.Found(LOOPBACK, other, "of another process, on " + folder, null), password);
        }
        int port = Ports.free();
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "PostgreSQL",
                user.command(programs.resolve("bin/postgres"), arguments(programs, data, port)),
                folder,
                temporary,
                "INT",
                () -> PostgresProbe.letsIn(LOOPBACK, port)));
        process.start();
        return server(new TestServer.Found(LOOPBACK, port, "from packages, " + version(programs), process), password);
    }

    private static PostgresServer server(TestServer.Found found, String password) {
        return new PostgresServer(found, "postgres", password, "postgres");
    }

    /** The port of the server that runs on a data directory, by the file that it keeps there; 0 if there is none. */
    private static int runningOn(Path data) {
        List<String> lines = Shell.read(data.resolve("postmaster.pid")).lines().toList();
        if (lines.size() < 4) {
            return 0;
        }
        int port = Integer.parseInt(lines.get(3).strip());
        return PostgresProbe.letsIn(LOOPBACK, port) ? port : 0;
    }

    /** Makes the data of a server that nobody has started, in that folder. */
    static void initialize(Path folder) {
        Unprivileged user = Unprivileged.ofThisUser();
        initialize(user, PostgresBinaries.folder(user.cache()), folder, folder.resolve("data"));
    }

    private List<String> arguments(Path programs, Path data, int port) {
        List<String> arguments =
                new ArrayList<>(List.of("-D", data.toString(), "-h", LOOPBACK, "-p", Integer.toString(port), "-k", ""));
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        arguments.addAll(quickKeys(programs));
        return arguments;
    }

    /** Passwords here are long and random; by the server's 4,096 iterations each connection costs both sides more than what is done on it. */
    private static List<String> quickKeys(Path programs) {
        boolean knows = Integer.parseInt(version(programs).replaceFirst("\\D+(\\d+).*", "$1")) >= 16;
        return knows ? List.of("-c", "scram_iterations=1") : List.of();
    }

    private static String initialize(Unprivileged user, Path programs, Path folder, Path data) {
        Path passwordFile = folder.resolve("password");
        try {
            Files.createDirectories(folder);
            if (Files.exists(data.resolve("PG_VERSION"))) {
                return Files.readString(passwordFile, StandardCharsets.US_ASCII);
            }
            String password = newPassword();
            Files.deleteIfExists(passwordFile);
            Files.createFile(passwordFile, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(passwordFile, password, StandardCharsets.US_ASCII);
            Path draft = folder.resolve("data.draft");
            ServerCache.deleteRecursively(draft);
            user.own(folder);
            Shell.run(
                    Duration.ofSeconds(60),
                    user.command(programs.resolve("bin/initdb"), initdbArguments(programs, draft, passwordFile)));
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
            return password;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot prepare " + folder, e);
        }
    }

    private static List<String> initdbArguments(Path programs, Path data, Path passwordFile) {
        List<String> arguments = new ArrayList<>(List.of(
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "-A",
                "scram-sha-256",
                "--pwfile=" + passwordFile,
                "--locale=C",
                "-E",
                "UTF8",
                "-N"));
        arguments.addAll(quickKeys(programs));
        return arguments;
    }

    static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("aett-postgres");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String version(Path programs) {
        return Shell.run(
                        Duration.ofSeconds(10),
                        List.of(programs.resolve("bin/postgres").toString(), "--version"))
                .strip()
                .replaceFirst("^postgres \\(PostgreSQL\\) (\\S+).*", "PostgreSQL $1");
    }

    static String newPassword() {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
