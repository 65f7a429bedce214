package io.aett.reactive.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The file of {@link EventContracts}: blocks of a line with topic and version, and lines of its shape, which begin with two spaces. Sorted
 * by topic and version; in UTF-8, with line feeds when it is written and with any line ends when it is read.
 */
final class LockFile {

    /** A block's first line. */
    record Block(String topic, int version) implements Comparable<Block> {
        @Override
        public int compareTo(Block other) {
            int topics = topic.compareTo(other.topic);
            return topics == 0 ? Integer.compare(version, other.version) : topics;
        }
    }

    private static final String HEADER =
            "# Topics, versions and shapes of what this program stores and has stored. Written by EventContracts.verify with\n"
                    + "# -D" + EventContracts.PROPERTY
                    + "=update, which adds to it and changes nothing. Keep it in version control.\n";

    private static final Pattern HEAD = Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"#]\\S*) ([1-9]\\d{0,8})");
    private static final String INDENT = "  ";

    private LockFile() {}

    static SortedMap<Block, List<String>> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SortedMap<Block, List<String>> blocks = new TreeMap<>();
        List<String> shape = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).stripTrailing();
            if (line.startsWith(INDENT) && shape != null) {
                shape.add(line.substring(INDENT.length()));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                shape = new ArrayList<>();
                if (blocks.put(key(file, i + 1, line), shape) != null) {
                    throw wrong(file, i + 1, "is there twice");
                }
            }
        }
        return blocks;
    }

    private static Block key(Path file, int number, String line) {
        Matcher head = HEAD.matcher(line);
        if (!head.matches()) {
            throw wrong(file, number, "is neither a topic with its version nor a line of a shape");
        }
        String topic = head.group(1);
        try {
            return new Block(
                    topic.startsWith("\"") ? JsonMapper.shared().readValue(topic, String.class) : topic,
                    Integer.parseInt(head.group(2)));
        } catch (JacksonException e) {
            throw wrong(file, number, "has a topic that is no text of JSON");
        }
    }

    private static AssertionError wrong(Path file, int number, String what) {
        return new AssertionError(file + ", line " + number + " " + what
                + "; was a merge left half done? Restore the file from version control");
    }

    static void write(Path file, SortedMap<Block, List<String>> blocks) {
        StringBuilder text = new StringBuilder(HEADER);
        for (Map.Entry<Block, List<String>> block : blocks.entrySet()) {
            Block key = block.getKey();
            text.append('\n')
                    .append(Form.Lines.name(key.topic()))
                    .append(' ')
                    .append(key.version())
                    .append('\n');
            block.getValue().forEach(line -> text.append(INDENT).append(line).append('\n'));
        }
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
