package io.aett.reactive.benchmarks.report;

import io.aett.reactive.benchmarks.load.Comparison;
import io.aett.reactive.benchmarks.load.Sample;
import java.util.Locale;

/** Numbers as people read them. */
public final class Figures {

    private Figures() {}

    /** Two digits behind the point, none from 100 on. */
    public static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 100 ? "%.0f" : ratio >= 10 ? "%.1f" : "%.2f", ratio);
    }

    /** Without needless zeros. */
    public static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** With separators of thousands, and without digits behind the point. */
    public static String count(double number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number));
    }

    /** A load average. */
    public static String load(double average) {
        return String.format(Locale.ROOT, "%.1f", average);
    }

    /** So many in a second. */
    public static String rate(double perSecond) {
        return count(perSecond) + "/s";
    }

    /** Micro- or milliseconds. */
    public static String time(double nanos) {
        double micros = nanos / 1000;
        return micros < 1000
                ? String.format(Locale.ROOT, micros < 10 ? "%.1f us" : "%.0f us", micros)
                : String.format(Locale.ROOT, micros < 10_000 ? "%.1f ms" : "%.0f ms", micros / 1000);
    }

    /** Micro- or milliseconds. */
    public static String time(long nanos) {
        return time((double) nanos);
    }

    /** Rate and latencies of the store's rounds. */
    public static String store(Comparison comparison) {
        return load(comparison.store(Sample::rate), comparison.store(Sample::p50), comparison.store(Sample::p99));
    }

    /** The same of the raw rounds. */
    public static String raw(Comparison comparison) {
        return load(comparison.raw(Sample::rate), comparison.raw(Sample::p50), comparison.raw(Sample::p99));
    }

    private static String load(double rate, double p50, double p99) {
        return rate(rate) + ", p50 " + time(p50) + ", p99 " + time(p99);
    }
}
