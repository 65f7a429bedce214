package io.aett.reactive.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.mutants.SourceMutant;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** That the simulation can fail: each bug of a table, put into the sources of the engine, is met. How soon is written down. */
class EngineMutantsTest {

    private static final long MOST = Long.getLong("aett.testkit.histories", 3_000);
    private static final Path REPORT = Path.of("target", "engine-mutants.md");

    private static Path sources(String module, String part) {
        return Path.of("..", "aett-reactive-" + module, "src", "main", "java", "io", "aett", "reactive", part);
    }

    static List<SourceMutant> table() {
        return SourceMutant.table(
                EngineMutantsTest.class,
                "/engine-mutants.txt",
                List.of(
                        sources("core", "engine"),
                        sources("core", "sealedlog"),
                        sources("core", "internal"),
                        sources("subscription", "subscription")));
    }

    @BeforeAll
    static void begin() throws IOException {
        Files.deleteIfExists(REPORT);
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("table")
    void a_history_fails(SourceMutant mutant, @TempDir Path directory) throws Exception {
        long histories = hunted(mutant, directory);
        report(mutant.name(), histories);

        assertThat(histories).as(mutant.name()).isPositive();
    }

    /** The part of the table that costs next to nothing. */
    @Test
    void the_simulation_that_runs_by_default_can_fail(@TempDir Path directory) throws Exception {
        SourceMutant first = table().get(0);

        assertThat(hunted(first, directory)).as(first.name()).isPositive();
    }

    @Test
    void each_mutant_is_in_the_table_once() {
        assertThat(table())
                .extracting(SourceMutant::name)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(30);
    }

    private static long hunted(SourceMutant mutant, Path directory) throws Exception {
        try (URLClassLoader loader = mutant.compiled(directory, "io.aett.")) {
            return (long) loader.loadClass(Hunt.class.getName())
                    .getMethod("histories", long.class)
                    .invoke(null, MOST);
        }
    }

    private static void report(String mutant, long histories) throws IOException {
        Files.writeString(
                REPORT,
                "| " + mutant.replace(": ", " | ") + " | " + (histories == 0 ? "none of " + MOST : histories) + " |\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
