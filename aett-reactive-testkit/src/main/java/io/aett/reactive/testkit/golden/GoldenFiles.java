package io.aett.reactive.testkit.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor.Version;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Golden files: what each release line stored for one history, in the test resources of a store, in a directory {@code golden/LINE} for each
 * line, such as {@code golden/0.1}.
 */
public final class GoldenFiles {

    /** With {@code -Daett.testkit.golden=LINE} the files of that line are written anew. */
    public static final String WRITE = "aett.testkit.golden";

    private static final String DIRECTORY = "golden";

    private GoldenFiles() {}

    /** The release lines of which a test's store has files, the latest at the end. */
    public static List<String> lines(Class<?> test) {
        URL directory = test.getResource("/" + DIRECTORY);
        if (directory == null) {
            return List.of();
        }
        try (Stream<Path> lines = Files.list(path(directory))) {
            return lines.map(line -> line.getFileName().toString())
                    .sorted(Comparator.comparing(Version::parse))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of one line. */
    public static Map<String, List<String>> read(Class<?> test, String line) {
        URL directory = test.getResource("/" + DIRECTORY + "/" + line);
        if (directory == null) {
            throw new IllegalArgumentException("no golden files of " + line);
        }
        try (Stream<Path> files = Files.list(path(directory))) {
            Map<String, List<String>> read = new HashMap<>();
            for (Path file : files.toList()) {
                read.put(file.getFileName().toString(), Files.readAllLines(file));
            }
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path path(URL directory) {
        try {
            return Path.of(directory.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes them into the sources of the module in whose directory the tests run; where to. */
    public static Path write(String line, Map<String, List<String>> files) {
        Path directory = Path.of("src", "test", "resources", DIRECTORY, line).toAbsolutePath();
        try {
            Files.createDirectories(directory);
            for (Map.Entry<String, List<String>> file : files.entrySet()) {
                List<String> lines = new Comparison(UnaryOperator.identity()).inOrder(file.getValue());
                Files.write(directory.resolve(file.getKey()), file.getKey().endsWith(".sql") ? file.getValue() : lines);
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The lines that only one of them has, apart from ids that were drawn, the time of day, and how often something was renewed.
     *
     * @param comparable a line without what depends on the machine
     */
    public static List<String> differences(
            Map<String, List<String>> golden, Map<String, List<String>> today, UnaryOperator<String> comparable) {
        return new Comparison(comparable).differences(golden, today);
    }
}
