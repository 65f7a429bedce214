package io.aett.reactive.benchmarks.load;

/**
 * What one round brought.
 *
 * @param operations how many ended
 * @param nanos how long the round took
 * @param cpu nanoseconds of processor time that this process used
 * @param p50 nanoseconds that half of them did not exceed
 * @param p99 the same of 99 in 100
 */
public record Sample(long operations, long nanos, long cpu, long p50, long p99) {

    /** Processor time of one operation, in nanoseconds. */
    public double cpuEach() {
        return (double) cpu / operations;
    }

    /** Operations in a second. */
    public double rate() {
        return operations * 1e9 / nanos;
    }
}
