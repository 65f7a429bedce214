package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCacheTest {

    @Test
    void the_root_is_what_the_environment_says() {
        Path home = Path.of("/home/someone");
        assertThat(ServerCache.rootIn(Map.of(), home)).isEqualTo(home.resolve(".cache/aett-reactive"));
        assertThat(ServerCache.rootIn(Map.of("XDG_CACHE_HOME", "/x"), home)).isEqualTo(Path.of("/x/aett-reactive"));
        assertThat(ServerCache.rootIn(Map.of("XDG_CACHE_HOME", "/x", "AETT_CACHE", "/y"), home))
                .isEqualTo(Path.of("/y"));
    }

    @Test
    void an_entry_is_filled_once_whoever_asks(@TempDir Path root) throws Exception {
        AtomicInteger fillings = new AtomicInteger();
        List<Path> folders = Race.of(
                8,
                i -> () -> new ServerCache(root).folder("entry", draft -> {
                    fillings.incrementAndGet();
                    Files.writeString(draft.resolve("content"), "complete");
                }));
        assertThat(folders).containsOnly(root.resolve("entry"));
        assertThat(fillings).hasValue(1);
        assertThat(root.resolve("entry/content")).hasContent("complete");
    }

    @Test
    void an_entry_that_could_not_be_filled_is_absent_and_leaves_no_rest(@TempDir Path root) throws IOException {
        assertThatThrownBy(() -> new ServerCache(root).folder("entry", draft -> {
                    Files.writeString(draft.resolve("half"), "");
                    throw new IOException("no more");
                }))
                .isInstanceOf(UncheckedIOException.class);
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).containsExactly(root.resolve("entry.lock"));
        }
    }
}
