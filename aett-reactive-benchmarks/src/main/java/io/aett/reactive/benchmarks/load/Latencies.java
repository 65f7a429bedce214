package io.aett.reactive.benchmarks.load;

import java.util.Arrays;

/** Durations in nanoseconds, kept one by one. */
public final class Latencies {

    private long[] nanos = new long[1024];
    private int size;

    /** Not thread-safe. */
    public void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    void addAll(Latencies others) {
        if (size + others.size > nanos.length) {
            nanos = Arrays.copyOf(nanos, (size + others.size) * 2);
        }
        System.arraycopy(others.nanos, 0, nanos, size, others.size);
        size += others.size;
    }

    public int size() {
        return size;
    }

    /** The duration that this part of all, such as 0.99, does not exceed; 0 when there is none. */
    public long quantile(double part) {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        return size == 0 ? 0 : sorted[(int) Math.min(size - 1L, (long) Math.ceil(size * part) - 1)];
    }
}
