package io.aett.reactive.test;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One place in which two values are not the same.
 *
 * @param path where, such as {@code lines[0].price}; empty for the values as a whole
 * @param left what the first has there
 * @param right what the second has there
 * @param alike whether both have the same text, and differ in their classes alone
 */
record Difference(String path, String left, String right, boolean alike) {

    private static final int SHOWN = 10;

    Difference(String path, String left, String right) {
        this(path, left, right, false);
    }

    /** All of them, indented, each side under its name. */
    static String describe(List<Difference> differences, String leftName, String rightName) {
        int width = Math.max(leftName.length(), rightName.length()) + 1;
        String shown = differences.stream()
                .limit(SHOWN)
                .map(one -> one.describe(leftName, rightName, width))
                .collect(Collectors.joining("\n"));
        int more = differences.size() - SHOWN;
        return more > 0 ? shown + "\n  and " + more + " more" : shown;
    }

    private String describe(String leftName, String rightName, int width) {
        String indent = path.isEmpty() ? "  " : "    ";
        return (path.isEmpty() ? "" : "  " + path + "\n")
                + indent + Texts.pad(leftName + ":", width) + " " + left + "\n"
                + indent + Texts.pad(rightName + ":", width) + " " + right;
    }

    /** The places, as in "owner and lines[0].price". */
    static String places(List<Difference> differences) {
        List<String> paths = differences.stream()
                .map(Difference::path)
                .filter(path -> !path.isEmpty())
                .distinct()
                .toList();
        if (paths.isEmpty()) {
            return "the value";
        }
        int last = Math.min(paths.size(), SHOWN) - 1;
        String end = paths.size() > SHOWN ? paths.size() - last + " more" : paths.get(last);
        return last == 0 ? end : String.join(", ", paths.subList(0, last)) + " and " + end;
    }
}
