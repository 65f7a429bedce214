package io.aett.reactive.engine;

import io.aett.reactive.EventMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored, with the bytes that its serializer wrote: the body of every event that a store with a {@link StoredEvents}
 * reads. Equal if topic, version and bytes are equal. Immutable.
 */
public final class StoredEvent {

    private final String topic;
    private final int version;
    private final boolean json;
    private final byte[] content;
    private final @Nullable Whole whole;

    private StoredEvent(String topic, int version, boolean json, byte[] content, @Nullable Whole whole) {
        this.topic = Objects.requireNonNull(topic, "topic");
        this.version = version;
        this.json = json;
        this.content = content;
        this.whole = whole;
    }

    /** All that was stored of a commit or a snapshot, and what it means. */
    @SuppressWarnings("ArrayRecordComponent") // shared by the events that were read from it, never compared
    private record Whole(Map<String, Object> headers, List<EventMessage> events, byte[] payload) {}

    /**
     * An event from elsewhere.
     *
     * @param version of the form that the body is written in, at least 1
     * @param json one JSON text, not checked here
     */
    public static StoredEvent of(String topic, int version, String json) {
        return new StoredEvent(topic, version, true, json.getBytes(StandardCharsets.UTF_8), null);
    }

    static StoredEvent read(String topic, int version, boolean json, byte[] content) {
        return new StoredEvent(topic, version, json, content, null);
    }

    /** The same events, each of which knows the bytes that all of them and the headers were read from. */
    static List<EventMessage> in(byte[] payload, Map<String, Object> headers, List<EventMessage> events) {
        Whole whole = new Whole(headers, events, payload);
        return events.stream()
                .map(event -> new EventMessage(((StoredEvent) event.body()).of(whole), event.headers()))
                .toList();
    }

    /** The bytes that exactly these headers and events were read from; {@code null} if they were put together in any other way. */
    static byte @Nullable [] payload(Map<String, Object> headers, List<EventMessage> events) {
        return !events.isEmpty()
                        && events.get(0).body() instanceof StoredEvent first
                        && first.whole != null
                        && first.whole.events().equals(events)
                        && first.whole.headers().equals(headers)
                ? first.whole.payload()
                : null;
    }

    private StoredEvent of(Whole one) {
        return new StoredEvent(topic, version, json, content, one);
    }

    /** The name that its class is found by. */
    public String topic() {
        return topic;
    }

    /** The version of the form that it is written in. */
    public int version() {
        return version;
    }

    /** Whether the content is meant to be one JSON text; otherwise it is whatever the serializer wrote. */
    public boolean isJson() {
        return json;
    }

    /** The bytes; a copy. */
    public byte[] content() {
        return content.clone();
    }

    /** How many bytes the content has. */
    public int length() {
        return content.length;
    }

    /** Not for others to change. */
    byte[] shared() {
        return content;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredEvent event
                && version == event.version
                && json == event.json
                && topic.equals(event.topic)
                && Arrays.equals(content, event.content);
    }

    @Override
    public int hashCode() {
        return 31 * topic.hashCode() + Arrays.hashCode(content);
    }

    /** Without the content, which is nobody's business in a log. */
    @Override
    public String toString() {
        return "StoredEvent[" + topic + ", version " + version + ", " + content.length + " bytes]";
    }
}
