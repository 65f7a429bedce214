package io.aett.reactive.testservers;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/**
 * Servers written in Java, as executable jars that the build of this module fetched. They run in processes of their own,
 * so that nothing that they depend on is ever on a class path of ours.
 */
final class JavaServers {

    private static final String PLACES = "servers.properties";

    /** S3Proxy keeps each object in memory, in blocks of 8 KiB: 100,000 commits, with their markers, are some gigabytes. */
    private static final String MOST_HEAP = "-Xmx8g";

    private JavaServers() {}

    /** Makes a process out of the jar of that name, which was not started yet. */
    static ServerProcess process(
            String name, String jar, List<String> arguments, Path folder, boolean temporary, BooleanSupplier ready) {
        return process(name, List.of("-jar", place(jar).toString()), arguments, folder, temporary, ready);
    }

    /** As before, with a main class of this module's, by its name, that runs what is in the jar. */
    static ServerProcess process(
            String name,
            String jar,
            String main,
            List<String> arguments,
            Path folder,
            boolean temporary,
            BooleanSupplier ready) {
        String path = place(jar) + File.pathSeparator + ownPlace();
        return process(name, List.of("-cp", path, main), arguments, folder, temporary, ready);
    }

    private static ServerProcess process(
            String name,
            List<String> program,
            List<String> arguments,
            Path folder,
            boolean temporary,
            BooleanSupplier ready) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                MOST_HEAP,
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + folder));
        command.addAll(program);
        command.addAll(arguments);
        return new ServerProcess(new ServerProcess.Launch(name, command, folder, temporary, "TERM", ready));
    }

    static Path temporaryFolder(String name) {
        try {
            return Files.createTempDirectory("aett-" + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path ownPlace() {
        try {
            return Path.of(JavaServers.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path place(String jar) {
        Properties places = new Properties();
        try (InputStream in = JavaServers.class.getResourceAsStream(PLACES)) {
            if (in != null) {
                places.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path place = Path.of(places.getProperty(jar, ""));
        if (!Files.isRegularFile(place)) {
            throw new TestServerException("the jar of " + jar + " is not there: run 'mvn -pl aett-reactive-testservers"
                    + " process-resources' with access to a Maven repository");
        }
        return place;
    }
}
