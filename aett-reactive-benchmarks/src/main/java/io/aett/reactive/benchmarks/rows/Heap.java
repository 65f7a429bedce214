package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.benchmarks.probe.HeapProbe;
import io.aett.reactive.benchmarks.probe.Probe;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Subject;
import java.util.function.Consumer;

/** What is alive in the heap of a JVM of its own while it reads very many events; what an in-memory store holds is taken off. */
final class Heap implements Measurement {

    private static final int HEAP = 64;
    private static final int HEAP_WITH_DATA = 1536;
    private static final int EVENTS_PER_COMMIT = 10;
    private static final long LIMIT = 16;

    @Override
    public boolean suits(Subject subject) {
        return subject.mostEvents() == Subject.UNLIMITED;
    }

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        subject.reset();
        int events = settings.heapEvents();
        String address = subject.address().orElse(HeapProbe.IN_MEMORY);
        boolean inMemory = subject.address().isEmpty();
        if (!inMemory) {
            subject.fill(HeapProbe.streams(), 0, events / EVENTS_PER_COMMIT / HeapProbe.STREAMS, EVENTS_PER_COMMIT);
        }
        try (Probe probe =
                Probe.start(inMemory ? HEAP_WITH_DATA : HEAP, HeapProbe.class, address, Integer.toString(events))) {
            for (String way : HeapProbe.WAYS) {
                long megabytes = Long.parseLong(probe.expect(way));
                rows.accept(Row.alone(
                        subject.name(),
                        "heap while reading " + events + " events, " + way,
                        megabytes + " MB live at most",
                        "<= " + LIMIT + " MB",
                        megabytes <= LIMIT));
            }
        }
        subject.reset();
    }
}
