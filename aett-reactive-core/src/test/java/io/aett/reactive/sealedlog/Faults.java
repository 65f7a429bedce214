package io.aett.reactive.sealedlog;

/**
 * How often what goes wrong, in thousandths, and how long things take, in microseconds.
 *
 * @param stall a step of a writer takes up to {@code longest} instead of a round trip
 * @param crash a writer's process ends, at any step
 * @param twice a request reaches the server a second time, later
 * @param setBack the counter is set back, as by a restored backup
 * @param readerCrash a reader's process ends and goes on from what it had delivered
 * @param longest the longest stall
 * @param sealDelay how long readers wait
 * @param placing how much longer than a round trip it takes to place a commit, at most; at least a tenth of that
 * @param announcing whether the storage passes on the patience that writers ask for
 */
record Faults(
        int stall,
        int crash,
        int twice,
        int setBack,
        int readerCrash,
        long longest,
        long sealDelay,
        long placing,
        boolean announcing) {

    static final long ROUND_TRIP = 2_000;
    static final long POLL = 5_000;

    /** What the writers' callers wait, and so the longest patience that is asked for. */
    static final long COMMIT_TIMEOUT = 3_000_000;

    static Faults usual() {
        return new Faults(12, 3, 3, 0, 2, 800_000, 100_000, 0, true);
    }

    /** Nothing goes wrong but that placing takes long. */
    static Faults slow(long placing) {
        return new Faults(0, 0, 0, 0, 0, 0, 100_000, placing, true);
    }

    Faults withSetBacks() {
        return new Faults(stall, crash, twice, 2, readerCrash, longest, sealDelay, placing, announcing);
    }

    Faults withSealDelay(long micros) {
        return new Faults(stall, crash, twice, setBack, readerCrash, longest, micros, placing, announcing);
    }

    Faults withoutAnnouncements() {
        return new Faults(stall, crash, twice, setBack, readerCrash, longest, sealDelay, placing, false);
    }
}
