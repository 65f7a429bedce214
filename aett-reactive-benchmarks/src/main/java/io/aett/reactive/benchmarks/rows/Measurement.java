package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.function.Consumer;

/** One kind of measurement: adds its rows as it gets them. */
@FunctionalInterface
public interface Measurement {

    void measure(Subject subject, Settings settings, Consumer<Row> rows);
}
