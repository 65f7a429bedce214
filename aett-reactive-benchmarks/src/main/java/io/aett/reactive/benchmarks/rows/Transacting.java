package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Effects;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Sinks;

/** A subscription whose handler writes a row in the transaction of the checkpoint, against a transaction for each commit by hand. */
final class Transacting implements Measurement {

    private final AtomicInteger names = new AtomicInteger();

    @Override
    public boolean suits(Subject subject) {
        return subject.effects().isPresent();
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        Effects effects = subject.effects().orElseThrow();
        int commits = Delivering.fill(subject, settings.subscriptions().transactions());
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> written(effects, commits, () -> shared(effects, commits)),
                () -> written(effects, commits, () -> Delivering.once(effects.oneByOne(commits))));
        rows.accept(Row.rates(
                subject.name(),
                "a row for each of " + commits + " commits, in transactions",
                Figures.rate(measured.store(Sample::rate) * commits) + " commits",
                Figures.rate(measured.raw(Sample::rate) * commits) + " commits (a transaction each)",
                measured,
                effects.target()));
        subject.reset();
    }

    private Sample shared(Effects effects, int commits) {
        Sinks.Empty<Void> done = Sinks.empty();
        return Delivering.running(
                effects.handling("transacting-" + names.incrementAndGet(), commits, done::tryEmitEmpty), done);
    }

    private static Sample written(Effects effects, int commits, Supplier<Sample> round) {
        effects.reset();
        Sample sample = round.get();
        if (effects.rows() != commits) {
            throw new IllegalStateException(effects.rows() + " rows for " + commits + " commits");
        }
        return sample;
    }
}
