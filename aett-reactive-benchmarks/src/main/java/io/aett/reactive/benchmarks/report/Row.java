package io.aett.reactive.benchmarks.report;

/**
 * One line of the table.
 *
 * @param subject which store
 * @param what what was measured
 * @param store what the store did
 * @param raw what it is compared with did; a dash where there is no such thing
 * @param ratio the ratio, or a dash
 * @param target what is to be reached, or a dash
 * @param verdict {@code reached}, {@code missed} or a dash
 */
public record Row(String subject, String what, String store, String raw, String ratio, String target, String verdict) {

    private static final String NONE = "-";

    /** A ratio of which at least {@code target} is asked; 0 asks nothing. */
    public static Row atLeast(String subject, String what, String store, String raw, double ratio, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(ratio),
                target == 0 ? NONE : ">= " + Figures.plain(target),
                verdict(target, ratio >= target));
    }

    /** A ratio of which at most {@code target} is allowed; 0 allows all. */
    public static Row atMost(String subject, String what, String store, String raw, double ratio, double target) {
        return new Row(
                subject,
                what,
                store,
                raw,
                Figures.ratio(ratio),
                target == 0 ? NONE : "<= " + Figures.plain(target),
                verdict(target, ratio <= target));
    }

    /** Something without a counterpart. */
    public static Row alone(String subject, String what, String store, String target, boolean reached) {
        return new Row(
                subject,
                what,
                store,
                NONE,
                NONE,
                target.isEmpty() ? NONE : target,
                verdict(target.isEmpty() ? 0 : 1, reached));
    }

    private static String verdict(double target, boolean reached) {
        if (target == 0) {
            return NONE;
        }
        return reached ? "reached" : "missed";
    }
}
