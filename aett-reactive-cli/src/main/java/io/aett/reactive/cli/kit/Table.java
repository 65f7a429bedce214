package io.aett.reactive.cli.kit;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under a heading, each column as wide as it has to be. Numbers to the right. Not thread-safe. */
public final class Table {

    private static final String GAP = "  ";

    private final List<Object[]> rows = new ArrayList<>();

    /** With this heading. */
    public Table(Object... heading) {
        rows.add(heading);
    }

    /** One more row, with as many cells as the heading. */
    public void row(Object... cells) {
        rows.add(cells);
    }

    /** Prints all of it. */
    public void print(PrintWriter out) {
        int columns = rows.get(0).length;
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        Arrays.fill(numbers, true);
        for (Object[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], text(row[i]).length());
                numbers[i] &= row == rows.get(0) || row[i] instanceof Number;
            }
        }
        for (Object[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = text(row[i]);
                String space = " ".repeat(widths[i] - cell.length());
                line.append(i == 0 ? "" : GAP).append(numbers[i] ? space + cell : cell + space);
            }
            out.println(line.toString().stripTrailing());
        }
        out.flush();
    }

    private static String text(Object cell) {
        return Text.printable(cell.toString());
    }
}
