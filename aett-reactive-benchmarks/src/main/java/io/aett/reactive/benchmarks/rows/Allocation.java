package io.aett.reactive.benchmarks.rows;

import com.sun.management.ThreadMXBean;
import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Operation;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.report.Figures;
import io.aett.reactive.benchmarks.report.Row;
import io.aett.reactive.benchmarks.subject.Commits;
import io.aett.reactive.benchmarks.subject.Subject;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Bytes that all threads of this process allocate for a commit and for an event that is read, by one caller. */
final class Allocation implements Measurement {

    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final double COMMIT = 3000;
    private static final double EVENT = 1200;

    @Override
    public void measure(Subject subject, Settings settings, Consumer<Row> rows) {
        rows.accept(row(
                subject,
                "allocation for each commit",
                allocated(settings, () -> {
                    subject.reset();
                    return (caller, index) -> subject.store().commits().commit(Commits.of("allocation", index + 1));
                }),
                allocated(settings, () -> {
                    subject.reset();
                    return (caller, index) ->
                            subject.raw().append(0, "allocation", index + 1, ItemAdded.number(index + 1));
                }),
                COMMIT));
        subject.reset();
        int events = settings.aggregateEvents();
        subject.fill(List.of("read"), 0, events, 1);
        subject.fillRaw(List.of("read"), 0, events);
        double store = allocated(
                settings,
                () -> (caller, index) ->
                        Reads.quantities(subject.store().commits().get(Subject.TENANT, "read")));
        double raw = allocated(settings, () -> (caller, index) -> subject.raw().read("read"));
        rows.accept(row(subject, "allocation for each event read", store / events, raw / events, EVENT));
        subject.reset();
    }

    /** What a driver allocates is not the store's to save, so bytes are asked for only where there is none. */
    private static Row row(Subject subject, String what, double store, double raw, double most) {
        String bytes = Figures.count(store) + " B";
        String beside = Figures.count(raw) + " B (" + subject.raw().name() + ")";
        return subject.synchronous()
                ? Row.beside(subject.name(), what, bytes, beside, "<= " + Figures.count(most) + " B", store <= most)
                : Row.beside(subject.name(), what, bytes, beside);
    }

    /** For one operation of a round, after the rounds that do not count. */
    private static double allocated(Settings settings, Supplier<Operation> rounds) {
        for (int i = 0; i < settings.warmups(); i++) {
            Load.of(1, false, settings.round()).run(rounds.get());
        }
        Operation counted = rounds.get();
        Map<Long, Long> before = allocated();
        Sample sample = Load.of(1, false, settings.round()).run(counted);
        long bytes = 0;
        for (Map.Entry<Long, Long> thread : allocated().entrySet()) {
            bytes += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
        }
        return (double) bytes / sample.operations();
    }

    private static Map<Long, Long> allocated() {
        long[] ids = THREADS.getAllThreadIds();
        long[] bytes = THREADS.getThreadAllocatedBytes(ids);
        Map<Long, Long> allocated = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            allocated.put(ids[i], Math.max(0, bytes[i]));
        }
        return allocated;
    }
}
