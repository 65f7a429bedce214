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
 */
record Faults(int stall, int crash, int twice, int setBack, int readerCrash, long longest, long sealDelay) {

    static final long ROUND_TRIP = 2_000;
    static final long POLL = 5_000;

    static Faults usual() {
        return new Faults(12, 3, 3, 0, 2, 800_000, 100_000);
    }

    Faults withSetBacks() {
        return new Faults(stall, crash, twice, 2, readerCrash, longest, sealDelay);
    }

    Faults withSealDelay(long micros) {
        return new Faults(stall, crash, twice, setBack, readerCrash, longest, micros);
    }
}
