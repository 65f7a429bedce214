package io.aett.reactive.benchmarks.subject;

import java.net.URI;
import java.nio.file.Path;
import java.security.CodeSource;

/** What drivers are called, with their versions. */
final class Drivers {

    private Drivers() {}

    /** The name of the jar that a class is from, such as {@code r2dbc-postgresql-1.1.3.RELEASE}. */
    static String of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return "";
        }
        Path jar = Path.of(URI.create(source.getLocation().toString()));
        return String.valueOf(jar.getFileName()).replaceFirst("\\.jar$", "");
    }
}
