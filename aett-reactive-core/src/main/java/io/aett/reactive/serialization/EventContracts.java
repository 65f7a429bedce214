package io.aett.reactive.serialization;

import io.aett.reactive.TopicMap;
import io.aett.reactive.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Compares what a program stores with a file in its version control, so that no stored event becomes unreadable by accident. For a unit
 * test:
 *
 * <pre>{@code
 * EventContracts.verify(topics, Path.of("events.lock"));
 * }</pre>
 *
 * <p>The file holds the shape of each topic in each version, one line for each property: those of today, and all that there were. It is the
 * same on every JDK and platform.
 */
public final class EventContracts {

    /** The system property that, set to {@code update}, has {@link #verify} add what is new to the file. */
    public static final String PROPERTY = "aett.events.lock";

    private static final String CURE = "run this once with -D" + PROPERTY + "=update, and commit what it adds";

    private EventContracts() {}

    /** As {@link #verify(JacksonEventSerializer, Path)}, for a serializer with a mapper of its own and no upcasters. */
    public static void verify(TopicMap topics, Path lock) {
        verify(new JacksonEventSerializer(topics), lock);
    }

    /**
     * Does nothing if the file has the shape of every class, under the topic that it is written with and its version, and all else that the
     * file has can be read: by a class of that shape, or through upcasters.
     *
     * <p>With the system property {@value #PROPERTY} set to {@code update}, topics and versions that the file does not have are added to it,
     * and it is made where there is none. What it has is never changed, and nothing is added while something does not fit.
     *
     * @throws AssertionError naming topic and version, the difference and the cure
     * @throws java.io.UncheckedIOException if the file cannot be read or written
     */
    public static void verify(JacksonEventSerializer serializer, Path lock) {
        verify(serializer, lock, "update".equals(System.getProperty(PROPERTY)));
    }

    static void verify(JacksonEventSerializer serializer, Path lock, boolean update) {
        Objects.requireNonNull(serializer, "serializer");
        Objects.requireNonNull(lock, "lock");
        boolean present = Files.exists(lock);
        if (!present && !update) {
            throw new AssertionError(lock + " is not there; " + CURE);
        }
        SortedMap<LockFile.Block, List<String>> locked = present ? LockFile.read(lock) : new TreeMap<>();
        SortedMap<LockFile.Block, List<String>> missing = new TreeMap<>();
        for (Class<?> type : serializer.topics().types()) {
            LockFile.Block key =
                    new LockFile.Block(serializer.topics().topicOf(type).orElseThrow(), Topics.versionOf(type));
            if (!locked.containsKey(key)) {
                missing.put(key, serializer.shape(type).lines());
            }
        }
        List<String> problems = new ArrayList<>();
        locked.forEach((key, shape) -> problems.addAll(problem(serializer, key, shape)));
        if (!update) {
            missing.keySet().forEach(key -> problems.add(told(key) + " is not in the file; " + CURE));
        }
        if (!problems.isEmpty()) {
            throw new AssertionError(
                    lock + " does not fit what this program stores.\n\n" + String.join("\n\n", problems) + "\n");
        }
        if (!missing.isEmpty() || !present) {
            locked.putAll(missing);
            LockFile.write(lock, locked);
        }
    }

    private static String told(LockFile.Block key) {
        return "topic " + key.topic() + ", version " + key.version();
    }

    /** What does not fit, if anything. */
    private static List<String> problem(JacksonEventSerializer serializer, LockFile.Block key, List<String> shape) {
        if (!serializer.knows(key.topic())) {
            return List.of(told(key)
                    + " is not known any more, so what is stored of it cannot be read; keep its class, register the"
                    + " topic for the class that replaced it with topicMap.add(\"" + key.topic()
                    + "\", type), or give the serializer an upcaster to another topic. Where nothing of it is stored, take it out of"
                    + " the file");
        }
        Class<?> type = serializer.topics().get(key.topic()).orElse(null);
        if (type != null && Topics.versionOf(type) == key.version()) {
            List<String> now = serializer.shape(type).lines();
            return new HashSet<>(now).equals(new HashSet<>(shape))
                    ? List.of()
                    : List.of(changed(key, type, shape, now));
        }
        try {
            serializer.upcasters().from(key.topic(), key.version(), type);
            return List.of();
        } catch (UnreadableVersionException e) {
            return List.of(told(key) + " cannot be read by this program, which has version " + e.version() + ": "
                    + (key.version() > e.version()
                            ? "the version went down; raise it again, or take what was never stored out of the file"
                            : e.getMessage()));
        }
    }

    private static String changed(LockFile.Block key, Class<?> type, List<String> before, List<String> now) {
        List<String> difference = new ArrayList<>();
        before.stream().filter(line -> !now.contains(line)).forEach(line -> difference.add("  - " + line));
        now.stream().filter(line -> !before.contains(line)).forEach(line -> difference.add("  + " + line));
        return told(key) + " has another shape in " + type.getName() + ":\n\n" + String.join("\n", difference)
                + "\n\nRaise the version of its @Topic to " + (key.version() + 1)
                + ", give the serializer Upcaster.of(\""
                + key.topic() + "\", " + key.version() + ", ...), and " + CURE + ". Where nothing of version "
                + key.version()
                + " is stored, or what is stored is read as it is meant, take the block out of the file by hand and "
                + CURE + ", so that those who look at the change see it";
    }
}
