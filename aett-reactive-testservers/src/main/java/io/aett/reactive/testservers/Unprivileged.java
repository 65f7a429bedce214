package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs a program that refuses to run as root (PostgreSQL) for a root user: in a user namespace where root is nobody, or
 * where namespaces are forbidden as the user 65534.
 */
enum Unprivileged {
    /** The user is an ordinary one already. */
    ALREADY(List.of()),
    /** Files stay root's own outside, so that nothing has to change hands. */
    NAMESPACE(List.of("unshare", "-U", "--")),
    OTHER_USER(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"));

    @SuppressWarnings("ImmutableEnumChecker") // only ever made by List.of
    private final List<String> prefix;

    Unprivileged(List<String> prefix) {
        this.prefix = prefix;
    }

    static Unprivileged ofThisUser() {
        if (!Shell.run(Duration.ofSeconds(10), List.of("id", "-u")).strip().equals("0")) {
            return ALREADY;
        }
        if (Shell.succeeds("unshare", "-U", "--", "true")) {
            return NAMESPACE;
        }
        if (Shell.succeeds("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "true")) {
            return OTHER_USER;
        }
        throw new TestServerException("PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works"
                + " here: run as an ordinary user, or install util-linux");
    }

    List<String> command(Path program, List<String> arguments) {
        return Stream.of(prefix.stream(), Stream.of(program.toString()), arguments.stream())
                .flatMap(part -> part)
                .toList();
    }

    /** The cache of programs for this user: root's own home is closed to the other user. */
    ServerCache cache() {
        if (this != OTHER_USER) {
            return ServerCache.ofEnvironment();
        }
        Path open = Path.of("/var/tmp/aett-reactive-root");
        try {
            Files.createDirectories(
                    open, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            if (!Files.getOwner(open).getName().equals("root")) {
                throw new TestServerException(open + " belongs to somebody else: remove it");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ServerCache(open);
    }

    /** Lets the program write to a folder. */
    void own(Path folder) {
        if (this == OTHER_USER) {
            Shell.run(Duration.ofSeconds(30), List.of("chown", "-R", "65534:65534", folder.toString()));
        }
    }
}
