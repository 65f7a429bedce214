package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.report.Chart;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Point;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Rival;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Targets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Commits of one event, each caller to a stream of its own, against single inserts by as many callers, and by the number of callers that is
 * best for them.
 */
final class Appends implements Measurement {

    private final AtomicInteger rounds = new AtomicInteger();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        for (int callers : settings.callers()) {
            subject.reset();
            boolean same = callers <= subject.raw().mostCallers();
            if (same) {
                rows.accept(same(subject, settings, callers));
            }
            List<Integer> candidates = subject.raw().callers(callers);
            if (!same || !candidates.equals(List.of(callers))) {
                rows.accept(best(subject, settings, callers, candidates, !same));
            }
            for (Rival rival : subject.rivals()) {
                if (rival.against().contains(callers)) {
                    rows.accept(row(subject, settings, callers, rival));
                }
            }
        }
        subject.reset();
    }

    private Row same(Subject subject, Settings settings, int callers) {
        Comparison measured = compare(subject, settings, callers, callers);
        Targets targets = subject.targets();
        String name = subject.raw().name();
        String raw = Figures.raw(measured) + described(name, callers);
        List<Point> points = new ArrayList<>(store(subject, callers, measured));
        points.add(rate(name, callers, measured.raw(Sample::rate)));
        points.add(p99(name, callers, measured.raw(Sample::p99)));
        Row row = callers == 1 && targets.aloneLatency() > 0
                ? Row.latencies(
                        subject.name(),
                        what(callers) + ", latency",
                        Figures.store(measured),
                        raw,
                        measured,
                        targets.aloneLatency())
                : Row.rates(
                        subject.name(),
                        what(callers),
                        Figures.store(measured),
                        raw,
                        measured,
                        targets.same().getOrDefault(callers, 0.0));
        return row.plotted(points);
    }

    private Row best(Subject subject, Settings settings, int callers, List<Integer> candidates, boolean alone) {
        int rawCallers = best(candidates, candidate -> raw(subject, settings, candidate));
        Comparison measured = compare(subject, settings, callers, rawCallers);
        String name = subject.raw().name() + ", best number of callers";
        List<Point> points = new ArrayList<>(alone ? store(subject, callers, measured) : List.of());
        points.add(rate(name, callers, measured.raw(Sample::rate)));
        return Row.rates(
                        subject.name(),
                        what(callers),
                        Figures.store(measured),
                        Figures.raw(measured) + described(subject.raw().name() + " at their best", rawCallers),
                        measured,
                        subject.targets().best().getOrDefault(callers, 0.0))
                .plotted(points);
    }

    private Comparison compare(Subject subject, Settings settings, int callers, int rawCallers) {
        return Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> store(subject, settings, callers),
                () -> raw(subject, settings, rawCallers));
    }

    private static List<Point> store(Subject subject, int callers, Comparison measured) {
        return List.of(
                rate(subject.name(), callers, measured.store(Sample::rate)),
                p99(subject.name(), callers, measured.store(Sample::p99)));
    }

    private static Point rate(String series, int callers, double rate) {
        return new Point(Chart.THROUGHPUT, series, callers, rate);
    }

    private static Point p99(String series, int callers, double nanos) {
        return new Point(Chart.P99, series, callers, nanos / 1e6);
    }

    private Row row(Subject subject, Settings settings, int callers, Rival rival) {
        int rivalCallers = best(rival.callers(callers), candidate -> rival.append(candidate, settings.round()));
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> store(subject, settings, callers),
                () -> rival.append(rivalCallers, settings.round()));
        return Row.rates(
                        subject.name(),
                        what(callers),
                        Figures.store(measured),
                        Figures.raw(measured) + described(rival.name(), rivalCallers),
                        measured,
                        rival.target())
                .plotted(List.of(rate(rival.name(), callers, measured.raw(Sample::rate))));
    }

    private static String what(int callers) {
        return "append, " + callers + (callers == 1 ? " caller" : " callers");
    }

    private static String described(String name, int callers) {
        return " (" + name + ", " + callers + (callers == 1 ? " caller)" : " callers)");
    }

    private static int best(List<Integer> candidates, IntFunction<Sample> round) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        Map<Integer, Double> rates = new TreeMap<>();
        for (int candidate : candidates) {
            double cold = round.apply(candidate).rate();
            double warm = round.apply(candidate).rate();
            rates.put(candidate, Math.max(cold, warm));
        }
        return rates.entrySet().stream()
                .max(Comparator.comparingDouble(Map.Entry::getValue))
                .orElseThrow()
                .getKey();
    }

    private Sample store(Subject subject, Settings settings, int callers) {
        String prefix = prefix(subject);
        return run(
                subject,
                settings,
                callers,
                (caller, index) -> subject.store().commits().commit(Commits.of(prefix + caller, index + 1)));
    }

    private Sample raw(Subject subject, Settings settings, int callers) {
        String prefix = prefix(subject);
        return run(
                subject,
                settings,
                callers,
                (caller, index) ->
                        subject.raw().append(caller, prefix + caller, index + 1, ItemAdded.number(index + 1)));
    }

    private static Sample run(Subject subject, Settings settings, int callers, Operation operation) {
        return Load.of(callers, subject.synchronous(), settings.round()).run(operation);
    }

    /** Streams are new in each round; what is in memory begins anew, so that the heap does not fill up. */
    private String prefix(Subject subject) {
        if (subject.synchronous()) {
            subject.reset();
            System.gc();
        }
        return "append-" + rounds.incrementAndGet() + "-";
    }
}
