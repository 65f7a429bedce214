package io.aett.reactive.serialization;

import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the stored JSON of one version of a topic into that of the next, while it is read; nothing that is stored is changed. One event
 * stays one event.
 *
 * <p>The change may change the node that it is given and return it. It runs each time an event of that version is read, on whatever
 * thread reads: it must not block, and must give the same for the same JSON. One that throws or gives {@code null} makes the commit
 * unreadable, with an error that names this step; of what it throws only the message of an {@link UnreadableContentException} is passed
 * on. An upcaster is part of a {@link JacksonEventSerializer}.
 */
public final class Upcaster {

    private final String topic;
    private final int fromVersion;
    private final String newTopic;
    private final UnaryOperator<JsonNode> change;

    private Upcaster(String topic, int fromVersion, String newTopic, UnaryOperator<JsonNode> change) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.fromVersion = fromVersion;
        this.newTopic = Objects.requireNonNull(newTopic, "newTopic");
        this.change = change;
        if (fromVersion < 1) {
            throw new IllegalArgumentException("an upcaster of topic " + topic + " begins at version " + fromVersion
                    + "; versions are counted from 1");
        }
    }

    /**
     * From this version to the next of the same topic.
     *
     * @throws IllegalArgumentException if the version is below 1
     */
    public static Upcaster of(String topic, int fromVersion, UnaryOperator<ObjectNode> change) {
        Objects.requireNonNull(change, "change");
        return ofJson(topic, fromVersion, stored -> {
            if (stored instanceof ObjectNode object) {
                return change.apply(object);
            }
            throw new UnreadableContentException("takes an object, and this is none; use ofJson");
        });
    }

    /** The same for events that are not JSON objects, such as enum constants and those with {@code @JsonValue}. */
    public static Upcaster ofJson(String topic, int fromVersion, UnaryOperator<JsonNode> change) {
        return new Upcaster(topic, fromVersion, topic, Objects.requireNonNull(change, "change"));
    }

    /** The same into another topic, whose versions go on counting: from version 3 of the old one to version 4 of the new one. */
    public Upcaster to(String otherTopic) {
        return new Upcaster(topic, fromVersion, otherTopic, change);
    }

    /** The topic that it begins at. */
    public String topic() {
        return topic;
    }

    /** The version that it begins at. */
    public int fromVersion() {
        return fromVersion;
    }

    /** The topic that it leads to. */
    public String newTopic() {
        return newTopic;
    }

    /** The version that it leads to, always the next. */
    public int toVersion() {
        return fromVersion + 1;
    }

    /** Throws {@link UnreadableContentException}, which names this step and nothing of the content. */
    JsonNode apply(JsonNode stored) {
        JsonNode next;
        try {
            next = change.apply(stored);
        } catch (UnreadableContentException e) {
            throw new UnreadableContentException(this + ": " + e.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw new UnreadableContentException(
                    this + " failed with " + e.getClass().getName() + place(e));
        }
        if (next == null) {
            throw new UnreadableContentException(this + " gave null");
        }
        return next;
    }

    /** The line of the change that failed, outside of the libraries that it called. */
    private static String place(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("tools.jackson."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }

    /** What it does, for messages. */
    @Override
    public String toString() {
        return "the upcaster of topic " + topic + " from version " + fromVersion + " to " + toVersion()
                + (newTopic.equals(topic) ? "" : " of topic " + newTopic);
    }
}
