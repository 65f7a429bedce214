package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.aett.reactive.testkit.mutants.SourceMutant;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** That suites can fail: each bug of a table, put into the source, is seen by the test that the table names. */
@Tag("long")
abstract class SourceMutantsSuite {

    /** Within which a test of a mutant has to see what it waits for, in seconds. */
    private static final String PATIENCE = "3";

    private static final List<Path> SOURCES = List.of(
            sources("subscription", "subscription"), sources("process", "process"), sources("core", "internal"));

    private final List<SourceMutant> table;
    private final Class<?> subject;
    private final Class<?> contract;

    /** With the class that has the suites on the memory store, and the contract that it extends. */
    SourceMutantsSuite(List<SourceMutant> table, Class<?> subject, Class<?> contract) {
        this.table = table;
        this.subject = subject;
        this.contract = contract;
    }

    static List<SourceMutant> table(String resource) {
        return SourceMutant.table(SourceMutantsSuite.class, resource, SOURCES);
    }

    private static Path sources(String module, String part) {
        return Path.of("..", "aett-reactive-" + module, "src", "main", "java", "io", "aett", "reactive", part);
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_mutant_is_killed_by_the_test_that_the_table_names(SourceMutant mutant, @TempDir Path directory)
            throws Exception {
        String before = System.getProperty("aett.testkit.bound");
        System.setProperty("aett.testkit.bound", PATIENCE);
        try (URLClassLoader loader = mutant.compiled(directory, "io.aett.")) {
            TestExecutionSummary summary = run(selector(mutant, loader));

            assertThat(summary.getTestsStartedCount()).as("tests that ran").isPositive();
            assertThat(summary.getTestsFailedCount()).as("tests that failed").isPositive();
        } finally {
            if (before == null) {
                System.clearProperty("aett.testkit.bound");
            } else {
                System.setProperty("aett.testkit.bound", before);
            }
        }
    }

    @Test
    void the_runtime_itself_passes_every_test_that_kills_a_mutant() throws Exception {
        for (SourceMutant mutant : table) {
            TestExecutionSummary summary = run(selector(mutant, getClass().getClassLoader()));

            assertThat(summary.getFailures()).as(mutant.toString()).isEmpty();
            assertThat(summary.getTestsStartedCount()).isPositive();
        }
    }

    @Test
    void each_mutant_is_in_the_table_once() {
        assertThat(table).extracting(SourceMutant::name).doesNotHaveDuplicates();
    }

    private DiscoverySelector selector(SourceMutant mutant, ClassLoader loader) throws ClassNotFoundException {
        Class<?> loaded = loader.loadClass(subject.getName());
        String[] killer = mutant.killedBy().split("\\.");
        Class<?> suite = loader.loadClass(contract.getName() + "$" + killer[0]);
        Method method = Stream.<Class<?>>iterate(suite, type -> type != Object.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(candidate -> candidate.getName().equals(killer[1]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no test " + mutant.killedBy()));
        return selectNestedMethod(List.of(loaded), suite, method);
    }

    private static TestExecutionSummary run(DiscoverySelector selector) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selector)
                                .build(),
                        listener);
        return listener.getSummary();
    }
}
