package io.aett.reactive.benchmarks.report;

/**
 * One point of a plot.
 *
 * @param chart which plot
 * @param series which line in it, as its legend names it
 * @param x where on the horizontal axis, above 0
 * @param y where on the vertical one, in the chart's unit
 */
public record Point(Chart chart, String series, double x, double y) {}
