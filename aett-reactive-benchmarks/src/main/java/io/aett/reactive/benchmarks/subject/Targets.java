package io.aett.reactive.benchmarks.subject;

/**
 * What a store is to reach, as ratios of rates: above 1 the store is faster. 0: nothing is asked.
 *
 * @param alone one caller, where {@code aloneLatency} is 0
 * @param aloneLatency the most that one commit may take, as a ratio of raw latencies
 * @param crowd 64 callers and more
 * @param reading streams and all
 * @param aggregate loading an aggregate of 1000 events
 * @param hotStream 64 updates of one aggregate against plain retry
 */
public record Targets(
        double alone, double aloneLatency, double crowd, double reading, double aggregate, double hotStream) {}
