package io.aett.reactive.benchmarks.load;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Rounds of two things, one beside the other, so that what else the machine does falls on both.
 *
 * @param pairs the store's round and the raw one next to it
 */
public record Comparison(List<Pair> pairs) {

    /** Two rounds, one right after the other. */
    public record Pair(Sample store, Sample raw) {}

    /** Runs {@code warmups} rounds that do not count, then {@code rounds} that do; who goes first alternates. */
    public static Comparison of(int warmups, int rounds, Supplier<Sample> store, Supplier<Sample> raw) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < warmups + rounds; i++) {
            boolean storeFirst = i % 2 == 0;
            Sample first = (storeFirst ? store : raw).get();
            Sample second = (storeFirst ? raw : store).get();
            if (i >= warmups) {
                pairs.add(storeFirst ? new Pair(first, second) : new Pair(second, first));
            }
        }
        return new Comparison(pairs);
    }

    /** The median of the ratios of the rates: above 1 the store is faster. */
    public double ratio() {
        return median(pairs, pair -> pair.store().rate() / pair.raw().rate());
    }

    /** The median of the ratios of the median latencies: below 1 the store is faster. */
    public double latencyRatio() {
        return median(pairs, pair -> (double) pair.store().p50() / pair.raw().p50());
    }

    /**
     * The median of the ratios of the processor time that one operation takes in this process: above 1 the store takes less.
     * Says more than the rate where other programs want the processor too.
     */
    public double cpuRatio() {
        return median(pairs, pair -> pair.raw().cpuEach() / pair.store().cpuEach());
    }

    /** The median of something of the store's rounds. */
    public double store(ToDoubleFunction<Sample> figure) {
        return median(pairs, pair -> figure.applyAsDouble(pair.store()));
    }

    /** The same of the raw rounds. */
    public double raw(ToDoubleFunction<Sample> figure) {
        return median(pairs, pair -> figure.applyAsDouble(pair.raw()));
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        List<Double> all = new ArrayList<>();
        pairs.forEach(pair -> all.add(figure.applyAsDouble(pair)));
        Collections.sort(all);
        int half = all.size() / 2;
        return all.size() % 2 == 1 ? all.get(half) : (all.get(half - 1) + all.get(half)) / 2;
    }
}
