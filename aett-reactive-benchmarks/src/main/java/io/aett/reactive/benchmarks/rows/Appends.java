package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Rival;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Targets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Commits of one event, each caller to a stream of its own, against single inserts at their best number of callers. */
final class Appends implements Measurement {

    private final AtomicInteger rounds = new AtomicInteger();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        for (int callers : settings.callers()) {
            subject.reset();
            rows.accept(row(subject, settings, callers));
            for (Rival rival : subject.rivals()) {
                if (rival.against().contains(callers)) {
                    rows.accept(row(subject, settings, callers, rival));
                }
            }
        }
        subject.reset();
    }

    private Row row(Subject subject, Settings settings, int callers) {
        int rawCallers = best(subject.raw().callers(callers), candidate -> raw(subject, settings, candidate));
        Comparison measured = Comparison.of(
                settings.warmups(),
                settings.rounds(),
                () -> store(subject, settings, callers),
                () -> raw(subject, settings, rawCallers));
        Targets targets = subject.targets();
        String what = what(callers);
        String raw = Figures.raw(measured) + described(subject.raw().name(), rawCallers);
        String store = Figures.store(measured);
        if (callers == 1 && targets.aloneLatency() > 0) {
            return Row.latencies(subject.name(), what + ", latency", store, raw, measured, targets.aloneLatency());
        }
        double target = callers == 1 ? targets.alone() : callers < 64 ? 0 : targets.crowd();
        return Row.rates(subject.name(), what, store, raw, measured, target);
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
                rival.target());
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
