package io.aett.reactive.memory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.EventStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** That the suites can fail: each mutant of the memory store is killed by the test that {@code mutants.csv} names. */
class MutantsTest {

    /**
     * A row of the table.
     *
     * @param mutant its name
     * @param bug what it does wrong
     * @param suite the member of {@link EventStoreContract}
     * @param test the method
     */
    record Row(String mutant, String bug, String suite, String test) {
        @Override
        public String toString() {
            return mutant + " by " + suite + "." + test;
        }
    }

    /** What ran, and what failed. */
    record Run(List<String> all, List<String> failed) {}

    private static volatile Supplier<RequestCounting> subject = MemoryFixture::new;

    /** The suites on the mutant of the moment. */
    static class Subject extends EventStoreContract {
        @Override
        protected RequestCounting fixture() {
            return subject.get();
        }
    }

    static List<Row> table() throws IOException {
        try (InputStream csv = MutantsTest.class.getResourceAsStream("/mutants.csv")) {
            assertThat(csv).isNotNull();
            return new String(csv.readAllBytes(), UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cells -> new Row(
                            cells[0],
                            cells[1],
                            cells[2].substring(0, cells[2].indexOf('.')),
                            cells[2].substring(cells[2].indexOf('.') + 1)))
                    .toList();
        }
    }

    private static DiscoverySelector selector(Row row) throws ClassNotFoundException {
        Class<?> suite = Class.forName(EventStoreContract.class.getName() + "$" + row.suite());
        Method method = Stream.<Class<?>>iterate(suite, type -> type != Object.class, Class::getSuperclass)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(candidate -> candidate.getName().equals(row.test()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no test " + row.suite() + "." + row.test()));
        return selectNestedMethod(List.of(Subject.class), suite, method);
    }

    private static Run run(Supplier<RequestCounting> on, Collection<DiscoverySelector> selectors) {
        Run run = new Run(new ArrayList<>(), new ArrayList<>());
        subject = on;
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(List.copyOf(selectors))
                                .build(),
                        new TestExecutionListener() {
                            @Override
                            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                if (test.isTest()) {
                                    run.all.add(test.getUniqueId());
                                    if (result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                                        run.failed.add(test.getUniqueId() + " " + result.getThrowable());
                                    }
                                }
                            }
                        });
        return run;
    }

    @ParameterizedTest
    @MethodSource("table")
    void each_mutant_is_killed_by_the_test_that_the_table_names(Row row) throws ClassNotFoundException {
        Supplier<RequestCounting> mutant = Mutants.all().get(row.mutant());
        assertThat(mutant).as("the mutant " + row.mutant()).isNotNull();

        Run run = run(mutant, List.of(selector(row)));

        assertThat(run.all()).as("tests that ran").isNotEmpty();
        assertThat(run.failed()).as("tests that failed").isNotEmpty();
    }

    @Test
    void the_store_itself_passes_every_test_that_kills_a_mutant() throws Exception {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (Row row : table()) {
            selectors.add(selector(row));
        }

        Run run = run(MemoryFixture::new, selectors);

        assertThat(run.failed()).isEmpty();
        assertThat(run.all()).hasSizeGreaterThanOrEqualTo((int)
                table().stream().map(row -> row.suite() + row.test()).distinct().count());
    }

    @Test
    void the_table_holds_every_mutant_once() throws IOException {
        assertThat(table())
                .extracting(Row::mutant)
                .containsExactlyInAnyOrderElementsOf(Mutants.all().keySet());
        assertThat(table())
                .hasSizeGreaterThanOrEqualTo(30)
                .allSatisfy(row -> assertThat(row.bug()).isNotBlank());
    }
}
