package io.aett.reactive.benchmarks.report;

import io.aett.reactive.benchmarks.load.Comparison;
import java.util.List;

/**
 * One line of the table.
 *
 * @param subject which store
 * @param what what was measured
 * @param store what the store did
 * @param raw what it is compared with did; a dash where there is no such thing
 * @param ratio the ratio, or a dash
 * @param cpu the ratio of processor times, or a dash
 * @param target what is to be reached, or a dash
 * @param verdict {@code reached}, {@code missed} or a dash
 * @param points what of it is in plots
 */
public record Row(
        String subject,
        String what,
        String store,
        String raw,
        String ratio,
        String cpu,
        String target,
        String verdict,
        List<Point> points) {

    private static final String NONE = "-";

    public Row {
        points = List.copyOf(points);
    }

    private Row(
            String subject,
            String what,
            String store,
            String raw,
            String ratio,
            String cpu,
            String target,
            String verdict) {
        this(subject, what, store, raw, ratio, cpu, target, verdict, List.of());
    }

    /** The same row, and these points in plots. */
    public Row plotted(List<Point> more) {
        return new Row(subject, what, store, raw, ratio, cpu, target, verdict, more);
    }

    /** As a line of a table. */
    List<String> cells() {
        return List.of(subject, what, store, raw, ratio, cpu, target, verdict);
    }

    /** Rates, of which the store's is to be at least {@code target} times the raw one; 0 asks nothing. */
    public static Row rates(String subject, String what, String store, String raw, Comparison measured, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(measured.ratio()),
                cpu(measured),
                target == 0 ? NONE : ">= " + Figures.plain(target),
                verdict(target, measured.ratio() >= target));
    }

    /** Latencies, of which the store's is to be at most {@code target} times the raw one. */
    public static Row latencies(
            String subject, String what, String store, String raw, Comparison measured, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(measured.latencyRatio()),
                cpu(measured),
                "<= " + Figures.plain(target),
                verdict(target, measured.latencyRatio() <= target));
    }

    /** Costs that were not measured side by side, of which the store's is to be at most {@code target} times the raw one. */
    public static Row costs(String subject, String what, String store, String raw, double ratio, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(ratio),
                NONE,
                "<= " + Figures.plain(target),
                verdict(target, ratio <= target));
    }

    /** Two things that are not to be told by their ratio. */
    public static Row beside(String subject, String what, String store, String raw, String target, boolean reached) {
        return new Row(subject, what, store, raw, NONE, NONE, target, verdict(1, reached));
    }

    /** The same, of which nothing is asked. */
    public static Row beside(String subject, String what, String store, String raw) {
        return new Row(subject, what, store, raw, NONE, NONE, NONE, NONE);
    }

    /** Something without a counterpart, of which nothing is asked. */
    public static Row alone(String subject, String what, String store) {
        return new Row(subject, what, store, NONE, NONE, NONE, NONE, NONE);
    }

    /** Something without a counterpart. */
    public static Row alone(String subject, String what, String store, String target, boolean reached) {
        return new Row(subject, what, store, NONE, NONE, NONE, target, verdict(1, reached));
    }

    /** Another process's processor time is not known, nor that of a round which was too short for the clock. */
    private static String cpu(Comparison measured) {
        double ratio = measured.cpuRatio();
        return ratio == 0 || !Double.isFinite(ratio) ? NONE : Figures.ratio(ratio);
    }

    private static String verdict(double target, boolean reached) {
        if (target == 0) {
            return NONE;
        }
        return reached ? "reached" : "missed";
    }
}
