package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.probe.Probe;
import io.aett.reactive.benchmarks.probe.TailProbe;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;

/** The time from calling {@code commit} to delivery at a follower, the append itself included. */
final class LiveTail implements Measurement {

    private static final Duration PAUSE = Duration.ofMillis(7);
    private static final long SAME_PROCESS = Duration.ofMillis(5).toNanos();
    private static final long OTHER_PROCESS = Duration.ofMillis(20).toNanos();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        Latencies here = TailProbe.time(
                subject.store().management().follow(0), settings.pings(), () -> ping(subject, settings.pings()));
        rows.accept(row(subject, "live tail, same process", here.quantile(0.5), here.quantile(0.99), SAME_PROCESS));
        subject.address().ifPresent(address -> {
            subject.reset();
            try (Probe probe = Probe.start(256, TailProbe.class, address, Integer.toString(settings.pings()))) {
                probe.expect(TailProbe.READY);
                ping(subject, settings.pings());
                long p50 = Long.parseLong(probe.expect(TailProbe.MEDIAN));
                long p99 = Long.parseLong(probe.expect(TailProbe.MOST));
                rows.accept(row(subject, "live tail, another process", p50, p99, OTHER_PROCESS));
            }
        });
        subject.reset();
    }

    private static Row row(Subject subject, String what, long p50, long p99, long limit) {
        return Row.alone(
                subject.name(),
                what,
                "p50 " + Figures.time(p50) + ", p99 " + Figures.time(p99),
                "p99 < " + Figures.time(limit),
                p99 < limit);
    }

    /** One commit after the other, with pauses, so that each finds an idle store and an idle follower. */
    static void ping(Subject subject, int pings) {
        Flux.interval(PAUSE)
                .onBackpressureBuffer()
                .take(pings)
                .concatMap(n -> subject.store().commits().commit(Commits.of("tail", n + 1)))
                .then()
                .block();
    }
}
