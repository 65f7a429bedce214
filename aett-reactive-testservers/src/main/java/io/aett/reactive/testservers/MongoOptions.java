package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How to start a MongoDB server from packages. */
public final class MongoOptions {

    private static final String LOOPBACK = "127.0.0.1";

    private final boolean replicaSet;
    private final List<String> arguments;
    private final @Nullable Path directory;

    private MongoOptions(boolean replicaSet, List<String> arguments, @Nullable Path directory) {
        this.replicaSet = replicaSet;
        this.arguments = List.copyOf(arguments);
        this.directory = directory;
    }

    static MongoOptions ofDefaults() {
        return new MongoOptions(false, List.of("--wiredTigerCacheSizeGB", "0.25"), null);
    }

    /** The same as a replica set of one member, or alone; default alone. */
    public MongoOptions replicaSet(boolean on) {
        return new MongoOptions(on, arguments, directory);
    }

    boolean isReplicaSet() {
        return replicaSet;
    }

    /** The same with more arguments for {@code mongod}. */
    public MongoOptions arguments(String... more) {
        return new MongoOptions(
                replicaSet, Stream.concat(arguments.stream(), Stream.of(more)).toList(), directory);
    }

    /** The same with its data in a folder of the caller's, which are found again by the next server and never deleted. */
    public MongoOptions directory(Path folder) {
        return new MongoOptions(replicaSet, arguments, folder.toAbsolutePath());
    }

    /** Starts the server and returns when it takes writes. */
    public MongoServer start() {
        return start(
                LOOPBACK,
                replicaSet,
                port -> MongoProbe.takesWrites(
                        MongoServer.direct(LOOPBACK, port), LOOPBACK, port, replicaSet, LOOPBACK + ":" + port));
    }

    /** Starts a server that somebody else makes a member of a replica set, and returns when it listens. */
    MongoServer startMember(String host) {
        return start(host, true, port -> Endpoints.listens(host, port));
    }

    private MongoServer start(String host, boolean replicated, IntPredicate ready) {
        Path mongod = MongoPrograms.mongod();
        boolean temporary = directory == null;
        Path folder = prepare(directory);
        int port = port(folder.resolve("port"));
        String uri = MongoServer.direct(host, port);
        ServerProcess process = new ServerProcess(new ServerProcess.Launch(
                "MongoDB",
                command(mongod, folder.resolve("data"), host, port, replicated),
                folder,
                temporary,
                "TERM",
                () -> ready.test(port)));
        process.start();
        String origin = "from " + (mongod.startsWith(ServerCache.ofEnvironment().root()) ? "packages" : mongod)
                + ", MongoDB " + MongoPrograms.version(mongod).orElse("of an unknown version")
                + (replicated ? ", replica set" : "");
        return new MongoServer(new TestServer.Found(host, port, origin, process), uri, replicated);
    }

    private List<String> command(Path mongod, Path data, String host, int port, boolean replicated) {
        List<String> command = new ArrayList<>(List.of(
                mongod.toString(),
                "--dbpath",
                data.toString(),
                "--port",
                Integer.toString(port),
                "--bind_ip",
                host,
                "--nounixsocket"));
        if (replicated) {
            command.addAll(List.of("--replSet", MongoServer.REPLICA_SET));
        }
        command.addAll(arguments);
        return command;
    }

    private static Path prepare(@Nullable Path given) {
        try {
            Path folder = given != null ? given : Files.createTempDirectory("aett-mongodb");
            Files.createDirectories(folder.resolve("data"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The member address of a replica set is part of its data, so a kept folder keeps its port. */
    private static int port(Path file) {
        try {
            if (Files.exists(file)) {
                return Integer.parseInt(Files.readString(file).strip());
            }
            int port = Ports.free();
            Files.writeString(file, Integer.toString(port));
            return port;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
