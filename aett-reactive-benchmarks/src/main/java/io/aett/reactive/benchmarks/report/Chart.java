package io.aett.reactive.benchmarks.report;

import java.util.Locale;

/** The plots that there are of a measurement of one store. */
public enum Chart {
    /** Operations in a second over concurrent callers. */
    THROUGHPUT("throughput", "callers", "operations a second", Scale.LINEAR),

    /** The latency that 99 in 100 did not exceed, over concurrent callers. */
    P99("99 in 100 take at most", "callers", "milliseconds", Scale.LOGARITHMIC),

    /** Operations in a second over what is there already. */
    GROWTH("rate as it grows", "commits in the stream, or streams", "operations a second", Scale.LINEAR),

    /** What a commit costs over concurrent callers, whose commits share requests. */
    COST("cost of a commit", "callers, whose commits share requests", "for each commit", Scale.LINEAR);

    /** How values are laid out on the vertical axis; the horizontal one is logarithmic. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

    private final String title;
    private final String horizontal;
    private final String vertical;
    private final Scale scale;

    Chart(String title, String horizontal, String vertical, Scale scale) {
        this.title = title;
        this.horizontal = horizontal;
        this.vertical = vertical;
        this.scale = scale;
    }

    /** Part of the name of its file. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String horizontal() {
        return horizontal;
    }

    public String vertical() {
        return vertical;
    }

    public Scale scale() {
        return scale;
    }
}
