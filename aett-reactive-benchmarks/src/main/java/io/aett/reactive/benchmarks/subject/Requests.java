package io.aett.reactive.benchmarks.subject;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;

/** Counts requests to a database: those that change something, and the others; and what is paid for them, where that is in units. */
public final class Requests {

    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final DoubleAdder readUnits = new DoubleAdder();
    private final DoubleAdder writeUnits = new DoubleAdder();

    /** So many since the beginning; no units where there are no such. */
    public record Count(long reads, long writes, double readUnits, double writeUnits) {

        /** What came after that. */
        public Count since(Count before) {
            return new Count(
                    reads - before.reads,
                    writes - before.writes,
                    readUnits - before.readUnits,
                    writeUnits - before.writeUnits);
        }
    }

    void sent(boolean writes) {
        (writes ? this.writes : reads).incrementAndGet();
    }

    void paid(boolean writes, double units) {
        (writes ? writeUnits : readUnits).add(units);
    }

    /** What was asked so far. */
    public Count count() {
        return new Count(reads.get(), writes.get(), readUnits.sum(), writeUnits.sum());
    }
}
