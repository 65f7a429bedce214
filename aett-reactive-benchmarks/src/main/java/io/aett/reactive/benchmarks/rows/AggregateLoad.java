package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.Cart;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.domain.DefaultAggregateRepository;
import java.util.List;
import java.util.function.Consumer;

/** Loading an aggregate by its repository, against reading, parsing and adding up the same bytes by hand. */
final class AggregateLoad implements Measurement {

    private static final String ID = "cart";

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        int events = settings.aggregateEvents();
        subject.fill(List.of(ID), 0, events, 1);
        subject.fillRaw(List.of(ID), 0, events);
        DefaultAggregateRepository repository = DefaultAggregateRepository.create(Subject.TENANT, subject.store());
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> Load.of(1, false, settings.round()).run((caller, index) -> repository.get(Cart.class, ID)),
                () -> Load.of(1, false, settings.round())
                        .run((caller, index) -> subject.raw().read(ID)));
        rows.accept(Row.rates(
                subject.name(),
                "load an aggregate of " + events + " events",
                Figures.time(measured.store(Sample::p50)),
                Figures.time(measured.raw(Sample::p50)) + " (by hand)",
                measured,
                subject.targets().aggregate()));
        subject.reset();
    }
}
