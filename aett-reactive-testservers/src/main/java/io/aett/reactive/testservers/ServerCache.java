package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was fetched or unpacked once, kept outside the checkout: in {@code AETT_CACHE}, or else
 * {@code XDG_CACHE_HOME/aett-reactive}, or else {@code ~/.cache/aett-reactive}.
 *
 * <p>An entry is complete or absent, never half there; two processes may ask for the same one at the same time.
 */
final class ServerCache {

    private static final Object WITHIN_THIS_PROCESS = new Object();

    private final Path root;

    ServerCache(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    static ServerCache ofEnvironment() {
        return new ServerCache(rootIn(System.getenv(), Path.of(System.getProperty("user.home"))));
    }

    static Path rootIn(Map<String, String> environment, Path home) {
        @Nullable String own = environment.get("AETT_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        @Nullable String xdg = environment.get("XDG_CACHE_HOME");
        Path caches = xdg != null && !xdg.isBlank() ? Path.of(xdg) : home.resolve(".cache");
        return caches.resolve("aett-reactive").toAbsolutePath();
    }

    /** Returns the folder of that name; if it is not there, it is filled first, by one process alone. */
    Path folder(String name, Filling filling) {
        Path folder = root.resolve(name);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        synchronized (WITHIN_THIS_PROCESS) {
            try {
                Files.createDirectories(root);
                fillUnderLock(name, folder, filling);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot fill " + folder, e);
            }
        }
        return folder;
    }

    private void fillUnderLock(String name, Path folder, Filling filling) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        root.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid() || Files.isDirectory(folder)) {
                return;
            }
            Path draft = Files.createTempDirectory(root, name + ".draft");
            try {
                filling.into(draft);
                draft.toFile().setExecutable(true, false);
                draft.toFile().setReadable(true, false);
                Files.move(draft, folder, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                deleteRecursively(draft);
            }
        }
    }

    /** Deletes what is there and does not mind what is not, or what somebody else deletes at the same time. */
    static void deleteRecursively(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(path)) {
            tree.sorted(Comparator.reverseOrder()).forEach(ServerCache::deleteQuietly);
        } catch (IOException | UncheckedIOException e) {
            deleteQuietly(path);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }

    /** Puts the content of a cache entry into an empty folder, which becomes the entry when this returns. */
    @FunctionalInterface
    interface Filling {
        void into(Path draft) throws IOException;
    }
}
