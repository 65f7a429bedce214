package io.aett.reactive.benchmarks.subject;

import java.util.HashMap;
import java.util.Map;

/**
 * What a store is to reach. Ratios of rates are above 1 where the store is faster. 0: nothing is asked.
 *
 * @param aloneLatency the most that a commit of one caller may take, as a ratio of raw latencies
 * @param same appends against as many raw callers, by their number
 * @param best appends against the raw side at its best number of callers, by the number of the store's
 * @param hotStream 64 updates of one aggregate against plain retry
 * @param requests the most requests for each commit, by the number of callers
 * @param units the most capacity units that each commit may write, by the number of callers
 * @param commitsOfRequest how many commits a request is to bring at least when everything is read
 */
public record Targets(
        double aloneLatency,
        Map<Integer, Double> same,
        Map<Integer, Double> best,
        double hotStream,
        Map<Integer, Double> requests,
        Map<Integer, Double> units,
        int commitsOfRequest) {

    private static final Targets NONE = new Targets(0, Map.of(), Map.of(), 0, Map.of(), Map.of(), 0);

    public Targets {
        same = Map.copyOf(same);
        best = Map.copyOf(best);
        requests = Map.copyOf(requests);
        units = Map.copyOf(units);
    }

    /** None but those that all stores have. */
    static Targets usual() {
        return NONE;
    }

    /** Streams and all. */
    public double reading() {
        return 0.9;
    }

    /** Loading an aggregate of 1000 events. */
    public double aggregate() {
        return 0.9;
    }

    /** A subscription with an empty handler against following. */
    public double subscription() {
        return 0.7;
    }

    Targets aloneLatency(double most) {
        return new Targets(most, same, best, hotStream, requests, units, commitsOfRequest);
    }

    /** Against as many raw callers. */
    Targets same(int callers, double ratio) {
        return new Targets(
                aloneLatency, with(same, callers, ratio), best, hotStream, requests, units, commitsOfRequest);
    }

    /** Against the raw side at its best. */
    Targets best(int callers, double ratio) {
        return new Targets(
                aloneLatency, same, with(best, callers, ratio), hotStream, requests, units, commitsOfRequest);
    }

    Targets hotStream(double ratio) {
        return new Targets(aloneLatency, same, best, ratio, requests, units, commitsOfRequest);
    }

    Targets requests(int callers, double most) {
        return new Targets(aloneLatency, same, best, hotStream, with(requests, callers, most), units, commitsOfRequest);
    }

    Targets units(int callers, double most) {
        return new Targets(aloneLatency, same, best, hotStream, requests, with(units, callers, most), commitsOfRequest);
    }

    /** Of a read of everything. */
    Targets commitsOfRequest(int least) {
        return new Targets(aloneLatency, same, best, hotStream, requests, units, least);
    }

    private static Map<Integer, Double> with(Map<Integer, Double> targets, int callers, double target) {
        Map<Integer, Double> more = new HashMap<>(targets);
        more.put(callers, target);
        return more;
    }
}
