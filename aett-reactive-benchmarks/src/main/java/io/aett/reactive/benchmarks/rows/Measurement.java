package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.function.Consumer;

/** One kind of measurement: adds its rows as it gets them. */
@FunctionalInterface
public interface Measurement {

    /** Whether the store can hold what is to be measured; if not, there are no such rows of it. */
    default boolean suits(Subject subject) {
        return true;
    }

    void measure(Subject subject, Settings settings, Consumer<Row> rows);
}
