package io.aett.reactive.benchmarks.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A document in Markdown with blocks of figures, each of one measurement of one store, between two comments. Putting a block in changes
 * nothing else. The file is read anew each time, so what others write into it meanwhile stays. Whatever is wrong with it is an
 * {@link IllegalArgumentException} that says what to do.
 */
final class Page {

    private static final String BEGIN = "<!-- benchmarks ";
    private static final String END = "<!-- end -->";
    private static final String FENCE = "```";

    private final Path file;

    Page(Path file) {
        this.file = file;
    }

    /** The line before a block. */
    private static String begin(String kind, String store) {
        return BEGIN + kind + " " + store + " -->";
    }

    /** Sees that there is such a document. */
    void check() {
        lines();
    }

    /** Sees that there is a place for the block: one that is there already, or a section with that heading. */
    void check(String kind, String store, String heading) {
        place(lines(), kind, store, heading);
    }

    /** Replaces the block, or puts it at the end of the section with that heading. */
    void put(String kind, String store, String heading, List<String> content) {
        List<String> lines = lines();
        Place place = place(lines, kind, store, heading);
        List<String> written = new ArrayList<>(lines.subList(0, place.from));
        if (place.isNew) {
            written.add("");
        }
        written.add(begin(kind, store));
        written.addAll(content);
        written.add(END);
        written.addAll(lines.subList(place.to, lines.size()));
        write(written);
    }

    /** The lines that a block takes, the first of them and the one behind the last. */
    private record Place(int from, int to, boolean isNew) {}

    private Place place(List<String> lines, String kind, String store, String heading) {
        List<String> stripped = lines.stream().map(String::strip).toList();
        String begin = begin(kind, store);
        int from = stripped.indexOf(begin);
        if (from < 0) {
            int end = endOfSection(lines, heading);
            return new Place(end, end, true);
        }
        if (stripped.lastIndexOf(begin) != from) {
            throw wrong("has " + begin + " twice; remove one of the blocks");
        }
        for (int i = from + 1; i < lines.size(); i++) {
            if (stripped.get(i).equals(END)) {
                return new Place(from, i + 1, false);
            }
            if (stripped.get(i).startsWith(BEGIN)) {
                break;
            }
        }
        throw wrong("has no " + END + " behind " + begin + "; add it at the end of the block");
    }

    /** Behind the last line of a section that is not empty. */
    private int endOfSection(List<String> lines, String heading) {
        int level = 0;
        int end = 0;
        boolean code = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            code ^= line.startsWith(FENCE);
            int found = code ? 0 : level(line);
            if (level > 0 && found > 0 && found <= level) {
                return end;
            }
            if (level == 0 && found > 0 && line.substring(found).strip().equals(heading)) {
                level = found;
            }
            if (level > 0 && !line.isBlank()) {
                end = i + 1;
            }
        }
        if (level == 0) {
            throw wrong("has no place for these figures; add the heading \"### " + heading + "\" to it");
        }
        return end;
    }

    private static int level(String line) {
        int level = 0;
        while (level < line.length() && line.charAt(level) == '#') {
            level++;
        }
        return level < line.length() && line.charAt(level) == ' ' ? level : 0;
    }

    private List<String> lines() {
        if (!Files.isRegularFile(file)) {
            throw wrong("does not exist; make it, with a heading for each measurement, or name another file");
        }
        if (!Files.isWritable(file)) {
            throw wrong("cannot be written; let it be, or name another file");
        }
        try {
            return List.of(Files.readString(file).split("\n", -1));
        } catch (IOException e) {
            throw wrong("cannot be read as text: " + e);
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(file + " " + what);
    }

    /** As a whole or not at all. */
    private void write(List<String> lines) {
        try {
            Path target = file.toRealPath();
            Path next = target.resolveSibling(target.getFileName() + ".next");
            Files.writeString(next, String.join("\n", lines));
            Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
