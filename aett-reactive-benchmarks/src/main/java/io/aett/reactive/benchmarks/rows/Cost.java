package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.report.Chart;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Point;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Counted;
import io.aett.reactive.benchmarks.subject.Requests.Count;
import io.aett.reactive.benchmarks.subject.Subject;
import io.aett.reactive.benchmarks.subject.Targets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * How many requests a commit costs, and how many units where that is what is paid for, while so many callers commit one after the other. A
 * store that does one append at a time has the commits of all of them in each. First and last appends do not count.
 */
final class Cost implements Measurement {

    /** Commits of each caller before and after those that count; the first ones begin a tenant and are alone. */
    private static final int EDGE = 4;

    private static final Duration NO_LIMIT = Duration.ofHours(1);

    @Override
    public boolean suits(Subject subject) {
        return subject.counted().isPresent();
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        for (int callers : settings.counted().callers()) {
            subject.reset();
            try (Counted counted = subject.counted().orElseThrow().get()) {
                rows.accept(row(
                        subject,
                        callers,
                        count(counted, callers, settings.counted().commits())));
            }
        }
        subject.reset();
    }

    /** What one commit cost, of the first caller's n-th to its m-th. */
    private record Each(double requests, double reads, double writes, double readUnits, double writeUnits) {

        static Each of(Moment before, Moment after) {
            Count cost = after.count.since(before.count);
            double commits = after.commits - before.commits;
            return new Each(
                    (cost.reads() + cost.writes()) / commits,
                    cost.reads() / commits,
                    cost.writes() / commits,
                    cost.readUnits() / commits,
                    cost.writeUnits() / commits);
        }
    }

    private record Moment(Count count, long commits) {}

    private static Each count(Counted counted, int callers, int commits) {
        AtomicLong stored = new AtomicLong();
        Moment begun = new Moment(counted.requests().count(), 0);
        AtomicReference<Moment> before = new AtomicReference<>(begun);
        AtomicReference<Moment> after = new AtomicReference<>(begun);
        Operation operation = (caller, index) -> {
            if (caller == 0 && (index == EDGE || index == EDGE + commits)) {
                (index == EDGE ? before : after)
                        .set(new Moment(counted.requests().count(), stored.get()));
            }
            return counted.store()
                    .commits()
                    .commit(Commits.of("cost-" + caller, index + 1))
                    .doOnSuccess(done -> stored.incrementAndGet());
        };
        new Load(callers, false, NO_LIMIT, commits + 2L * EDGE).run(operation);
        return Each.of(Objects.requireNonNull(before.get()), Objects.requireNonNull(after.get()));
    }

    private static Row row(Subject subject, int callers, Each each) {
        Targets targets = subject.targets();
        String what = "cost of a commit, " + callers + (callers == 1 ? " caller" : " callers");
        String requests = Figures.ratio(each.requests) + " requests, " + Figures.ratio(each.writes) + " of which write";
        List<Point> points = new ArrayList<>();
        points.add(new Point(Chart.COST, "requests", callers, each.requests));
        if (each.writeUnits == 0) {
            double most = targets.requests().getOrDefault(callers, 0.0);
            return row(subject, what, requests, "requests", each.requests, most).plotted(points);
        }
        points.add(new Point(Chart.COST, "units written", callers, each.writeUnits));
        points.add(new Point(Chart.COST, "units read", callers, each.readUnits));
        String units = Figures.ratio(each.writeUnits) + " units written, " + Figures.ratio(each.readUnits) + " read; ";
        double most = targets.units().getOrDefault(callers, 0.0);
        return row(subject, what, units + requests, "units written", each.writeUnits, most)
                .plotted(points);
    }

    private static Row row(Subject subject, String what, String said, String of, double cost, double most) {
        return most == 0
                ? Row.alone(subject.name(), what, said)
                : Row.alone(subject.name(), what, said, "<= " + Figures.plain(most) + " " + of, cost <= most);
    }
}
