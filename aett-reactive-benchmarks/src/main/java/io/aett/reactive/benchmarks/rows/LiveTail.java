package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.probe.Probe;
import io.aett.reactive.benchmarks.probe.TailProbe;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Subject;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The time from calling {@code commit} to delivery at a follower, the append itself included; beside what an insert alone takes the raw side
 * at the same pace.
 */
final class LiveTail implements Measurement {

    private static final Duration PAUSE = Duration.ofMillis(7);
    private static final long SAME_PROCESS = Duration.ofMillis(5).toNanos();
    private static final long OTHER_PROCESS = Duration.ofMillis(20).toNanos();

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        String insert = times(inserts(subject, settings.pings())) + " (an insert alone, "
                + subject.raw().name() + ")";
        subject.reset();
        Latencies here = TailProbe.time(
                subject.store().management().follow(0), settings.pings(), () -> ping(subject, settings.pings()));
        rows.accept(
                row(subject, "live tail, same process", here.quantile(0.5), here.quantile(0.99), insert, SAME_PROCESS));
        subject.address().ifPresent(address -> {
            subject.reset();
            try (Probe probe = Probe.start(256, TailProbe.class, address, Integer.toString(settings.pings()))) {
                probe.expect(TailProbe.READY);
                ping(subject, settings.pings());
                long p50 = Long.parseLong(probe.expect(TailProbe.MEDIAN));
                long p99 = Long.parseLong(probe.expect(TailProbe.MOST));
                rows.accept(row(subject, "live tail, another process", p50, p99, insert, OTHER_PROCESS));
            }
        });
        subject.reset();
    }

    private static Row row(Subject subject, String what, long p50, long p99, String insert, long limit) {
        return Row.beside(subject.name(), what, times(p50, p99), insert, "p99 < " + Figures.time(limit), p99 < limit);
    }

    static String times(Latencies latencies) {
        return times(latencies.quantile(0.5), latencies.quantile(0.99));
    }

    private static String times(long p50, long p99) {
        return "p50 " + Figures.time(p50) + ", p99 " + Figures.time(p99);
    }

    /** As many as there are commits, of which the first two thirds do not count either. */
    private static Latencies inserts(Subject subject, int pings) {
        Latencies latencies = new Latencies();
        paced(
                pings,
                n -> Mono.defer(() -> {
                    long begun = System.nanoTime();
                    return subject.raw()
                            .append(0, "tail", n + 1, ItemAdded.number(n))
                            .doOnSuccess(done -> {
                                if (n >= pings * 2 / 3) {
                                    latencies.add(System.nanoTime() - begun);
                                }
                            });
                }));
        return latencies;
    }

    /** One commit after the other, with pauses, so that each finds an idle store and an idle follower. */
    static void ping(Subject subject, int pings) {
        paced(pings, n -> subject.store().commits().commit(Commits.of("tail", n + 1)));
    }

    private static void paced(int times, LongFunction<Mono<?>> each) {
        Flux.interval(PAUSE)
                .onBackpressureBuffer()
                .take(times)
                .concatMap(each::apply)
                .then()
                .block();
    }
}
