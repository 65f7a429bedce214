package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.load.Latencies;
import io.aett.reactive.benchmarks.probe.FreshProbe;
import io.aett.reactive.benchmarks.probe.HeapProbe;
import io.aett.reactive.benchmarks.probe.Probe;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.function.Consumer;

/** Processor time of a JVM that has just been started, for its first commits, against that of one that does the same raw. */
final class FreshJvm implements Measurement {

    private static final int HEAP = 256;
    private static final double TARGET = 3;

    @Override
    public boolean suits(Subject subject) {
        return subject.mostEvents() == Subject.UNLIMITED;
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        Latencies store = new Latencies();
        Latencies raw = new Latencies();
        for (int i = 0; i < settings.counted().jvms(); i++) {
            subject.reset();
            store.add(spent(subject, FreshProbe.STORE, settings.counted().first()));
            raw.add(spent(subject, FreshProbe.RAW, settings.counted().first()));
        }
        long spent = store.quantile(0.5);
        long compared = raw.quantile(0.5);
        rows.accept(Row.costs(
                subject.name(),
                "processor time of a fresh JVM for " + settings.counted().first() + " commits",
                Figures.time(spent),
                Figures.time(compared) + " (" + subject.raw().name() + ")",
                (double) spent / compared,
                TARGET));
        subject.reset();
    }

    private static long spent(Subject subject, String side, int commits) {
        String address = subject.address().orElse(HeapProbe.IN_MEMORY);
        try (Probe probe = Probe.start(HEAP, FreshProbe.class, address, side, Integer.toString(commits))) {
            return Long.parseLong(probe.expect(FreshProbe.SPENT));
        }
    }
}
