package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Counted;
import io.aett.reactive.benchmarks.subject.Requests.Count;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import reactor.core.publisher.Mono;

/** How many requests it takes a store that was just opened to read everything, in commits of one event by 64 callers. */
final class Replay implements Measurement {

    private static final int STREAMS = 64;

    @Override
    public boolean suits(Subject subject) {
        return subject.counted().isPresent();
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        List<String> streams =
                IntStream.range(0, STREAMS).mapToObj(n -> "replay-" + n).toList();
        subject.fill(streams, 0, Math.max(1, settings.counted().replayed() / STREAMS), 1);
        rest(settings);
        try (Counted counted = subject.counted().orElseThrow().get()) {
            Count before = counted.requests().count();
            long commits = counted.store()
                    .management()
                    .getFrom(0)
                    .count()
                    .blockOptional()
                    .orElseThrow();
            Count count = counted.requests().count().since(before);
            rows.accept(row(subject, commits, count.reads() + count.writes(), count.readUnits()));
        }
        subject.reset();
    }

    /** What a store still writes behind its commits is written by then. */
    private static void rest(Settings settings) {
        Mono.delay(settings.subscriptions().quiet().dividedBy(3)).block();
    }

    private static Row row(Subject subject, long commits, long requests, double units) {
        String what = "read all, " + commits + " commits";
        String said = requests + " requests" + (units == 0 ? "" : ", " + Figures.ratio(units) + " units read");
        int each = subject.targets().commitsOfRequest();
        return each == 0 || commits < each
                ? Row.alone(subject.name(), what, said)
                : Row.alone(
                        subject.name(), what, said, "<= " + commits / each + " requests", requests <= commits / each);
    }
}
