package io.aett.reactive.benchmarks.report;

import io.aett.reactive.benchmarks.load.Comparison;

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
 */
public record Row(
        String subject,
        String what,
        String store,
        String raw,
        String ratio,
        String cpu,
        String target,
        String verdict) {

    private static final String NONE = "-";

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

    /** Rates that were not measured side by side. */
    public static Row apart(String subject, String what, String store, String raw, double ratio, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(ratio),
                NONE,
                ">= " + Figures.plain(target),
                verdict(target, ratio >= target));
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
