package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.Cart;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.LoadCache;
import java.util.List;
import java.util.function.Consumer;

/** Loading an aggregate by its repository, against reading, parsing and adding up the same bytes by hand; and from a cache. */
final class AggregateLoad implements Measurement {

    private static final String ID = "cart";

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        int events = settings.aggregateEvents();
        subject.fill(List.of(ID), 0, events, 1);
        subject.fillRaw(List.of(ID), 0, events);
        Operation loads = loads(DefaultAggregateRepository.create(Subject.TENANT, subject.store()));
        Operation kept = loads(DefaultAggregateRepository.builder(Subject.TENANT, subject.store())
                .loadCache(LoadCache.of(1))
                .build());
        String what = "load an aggregate of " + events + " events";
        rows.accept(row(
                subject,
                what,
                "by hand",
                compare(settings, loads, (caller, index) -> subject.raw().read(ID)),
                subject.targets().aggregate()));
        rows.accept(row(subject, what + ", kept in a cache", "without", compare(settings, kept, loads), 0));
        subject.reset();
    }

    private static Operation loads(DefaultAggregateRepository repository) {
        return (caller, index) -> repository.get(Cart.class, ID);
    }

    private static Comparison compare(Settings settings, Operation one, Operation other) {
        return Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> Load.of(1, false, settings.round()).run(one),
                () -> Load.of(1, false, settings.round()).run(other));
    }

    private static Row row(Subject subject, String what, String beside, Comparison measured, double target) {
        return Row.rates(
                subject.name(),
                what,
                Figures.time(measured.store(Sample::p50)),
                Figures.time(measured.raw(Sample::p50)) + " (" + beside + ")",
                measured,
                target);
    }
}
