package io.aett.reactive.testkit.golden;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two dumps of one history, apart from what differs between any two: ids that were drawn, the time of day, and how often
 * something was renewed.
 */
final class Comparison {

    /** Drawn ones are of version 4 or 7; those of the history and those derived from them are not. */
    private static final Pattern DRAWN =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");

    private static final String ANY_ID = "<id>";

    /** All moments of the history are before 2025. */
    private static final Map<Pattern, String> OTHERS = Map.of(
            Pattern.compile("(?<![0-9])(?:202[5-9]|20[3-9][0-9])-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"), "<moment>",
            Pattern.compile("(?<![0-9])(?:1[89][0-9]{14}|17[4-9][0-9]{13}|[2-9][0-9]{15})(?![0-9])"), "<microseconds>",
            Pattern.compile("(?<![0-9])(?:1[89][0-9]{11}|17[4-9][0-9]{10}|[2-9][0-9]{12})(?![0-9])"), "<milliseconds>",
            Pattern.compile("(\\\\*\"(?:changes|epoch|beats)\\\\*\":)[0-9]+"), "$1<count>",
            Pattern.compile("(?<![0-9])[0-9]+-<id"), "<process>-<id");

    private final UnaryOperator<String> comparable;

    Comparison(UnaryOperator<String> comparable) {
        this.comparable = comparable;
    }

    /** The lines in an order that does not depend on what was drawn. */
    List<String> inOrder(List<String> lines) {
        return lines.stream()
                .sorted(Comparator.comparing(
                                (String line) -> masked(DRAWN.matcher(line).replaceAll(ANY_ID)))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The lines that only one of them has; empty if they are alike. */
    List<String> differences(Map<String, List<String>> golden, Map<String, List<String>> now) {
        List<String> differences = differences(golden, now, id -> ANY_ID);
        return differences.isEmpty() ? differences(golden, now, null) : differences;
    }

    /** With ids by these names; with null they are counted, so that equal ones have to be equal. */
    private List<String> differences(
            Map<String, List<String>> golden, Map<String, List<String>> now, @Nullable UnaryOperator<String> names) {
        Map<String, List<String>> before = alike(golden, names == null ? counting() : names);
        Map<String, List<String>> after = alike(now, names == null ? counting() : names);
        List<String> differences = new ArrayList<>();
        TreeSet<String> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        for (String file : files) {
            List<String> old = before.getOrDefault(file, List.of());
            List<String> fresh = after.getOrDefault(file, List.of());
            without(old, fresh).forEach(line -> differences.add(file + ", golden: " + line));
            without(fresh, old).forEach(line -> differences.add(file + ", today:  " + line));
        }
        return differences;
    }

    /** One id is one name in all files. */
    private static UnaryOperator<String> counting() {
        Map<String, String> names = new HashMap<>();
        return id -> names.computeIfAbsent(id, known -> "<id " + (names.size() + 1) + ">");
    }

    private static List<String> without(List<String> lines, List<String> others) {
        List<String> rest = new ArrayList<>(lines);
        others.forEach(rest::remove);
        return rest;
    }

    private Map<String, List<String>> alike(Map<String, List<String>> files, UnaryOperator<String> names) {
        Map<String, List<String>> alike = new TreeMap<>();
        new TreeMap<>(files)
                .forEach((file, lines) -> alike.put(
                        file,
                        inOrder(lines).stream()
                                .map(line ->
                                        masked(DRAWN.matcher(line).replaceAll(found -> names.apply(found.group()))))
                                .toList()));
        return alike;
    }

    private String masked(String line) {
        String masked = comparable.apply(line);
        for (Map.Entry<Pattern, String> other : OTHERS.entrySet()) {
            masked = other.getKey().matcher(masked).replaceAll(other.getValue());
        }
        return masked;
    }
}
