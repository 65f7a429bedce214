package io.aett.reactive.test;

import java.util.List;

/** Two lists beside each other, numbered, with a mark at the first place where they differ. */
final class SideBySide {

    /** What is wider goes below each other. */
    private static final int WIDEST = 60;

    private SideBySide() {}

    static String of(String leftTitle, List<String> left, String rightTitle, List<String> right, int marked) {
        int widest = left.stream().mapToInt(String::length).max().orElse(0);
        int rows = Math.max(left.size(), right.size());
        int digits = String.valueOf(rows).length();
        StringBuilder text = new StringBuilder();
        if (widest <= WIDEST) {
            int width = Math.max(widest, Math.max(leftTitle.length(), Texts.NOTHING.length()));
            text.append(" ".repeat(digits + 4))
                    .append(Texts.pad(leftTitle, width))
                    .append(" | ")
                    .append(rightTitle);
            for (int i = 0; i < rows; i++) {
                text.append('\n').append(number(i, digits, marked)).append(Texts.pad(at(left, i), width));
                text.append(" | ").append(at(right, i));
            }
            return text.toString();
        }
        int title = Math.max(leftTitle.length(), rightTitle.length());
        for (int i = 0; i < rows; i++) {
            text.append(i == 0 ? "" : "\n").append(number(i, digits, marked));
            text.append(Texts.pad(leftTitle, title))
                    .append("  ")
                    .append(at(left, i))
                    .append('\n');
            text.append(" ".repeat(digits + 4));
            text.append(Texts.pad(rightTitle, title)).append("  ").append(at(right, i));
        }
        return text.toString();
    }

    private static String number(int row, int digits, int marked) {
        String number = String.valueOf(row + 1);
        return (row == marked ? "> " : "  ") + " ".repeat(digits - number.length()) + number + "  ";
    }

    private static String at(List<String> lines, int row) {
        return row < lines.size() ? lines.get(row) : Texts.NOTHING;
    }
}
