package io.aett.reactive.benchmarks.subject;

/** Numbers in keys, with so many digits that they sort. */
final class Padded {

    private static final int DIGITS = 19;

    private Padded() {}

    static String of(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }
}
