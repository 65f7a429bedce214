package io.aett.reactive.testkit.check;

import io.aett.reactive.EventMessage;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.testkit.events.TestEvents;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** The stored form read a second time, slowly and by the letter of the document, to see that the store reads nothing else. */
public final class PayloadReference {

    private static final JsonMapper TREES = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(600)
                            .maxNumberLength(10_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Without the digits that a double does not hold, and with all that it has: a nought's sign, a fraction of nothing. */
    private static final JsonMapper ROUNDED_TREES = TREES.rebuild()
            .disable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonMapper ENVELOPES = TREES.rebuild()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private static final JsonMapper BODIES =
            JacksonEventSerializer.mapperBuilder().build();

    /**
     * What is said.
     *
     * @param events each read from all digits, or from numbers as a double holds them: one or two readings
     */
    public record Said(Map<String, Object> headers, List<List<EventMessage>> events) {

        /** Whether there is an event that only one of the two readings takes. */
        public boolean isDoubtful() {
            return events.stream().anyMatch(readings -> readings.size() < 2);
        }

        /** Whether these are the headers, and each of these events is one of the readings. */
        public boolean isSaidBy(Map<String, Object> read, List<EventMessage> readEvents) {
            boolean same = read.equals(headers) && readEvents.size() == events.size();
            for (int i = 0; same && i < events.size(); i++) {
                EventMessage one = readEvents.get(i);
                same = events.get(i).stream()
                        .anyMatch(reading ->
                                reading.equals(one) || withoutSigns(reading).equals(withoutSigns(one)));
            }
            return same;
        }

        /** A tree with all digits does not know that a nought can be negative. */
        private static String withoutSigns(EventMessage event) {
            return event.toString().replace("-0.0", "0.0");
        }
    }

    private static final class NotSaidException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotSaidException() {
            super(null, null, false, false);
        }
    }

    private PayloadReference() {}

    /** Headers and events that the payload may be read as; empty when it may be read as none. */
    public static Optional<Said> read(byte[] payload) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload));
            JsonNode rounded = ROUNDED_TREES.readTree(payload);
            return Optional.of(new Said(headers(rounded), events(TREES.readTree(payload), rounded)));
        } catch (CharacterCodingException | JacksonException | IllegalArgumentException | NotSaidException e) {
            return Optional.empty();
        }
    }

    /** Whether a member is there twice, wherever that is. */
    public static boolean hasTwins(byte[] payload) {
        try {
            ENVELOPES.readTree(payload);
            return false;
        } catch (JacksonException e) {
            return true;
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new NotSaidException();
        }
    }

    private static JsonNode member(JsonNode node, String name) {
        JsonNode member = node.get(name);
        if (member == null) {
            throw new NotSaidException();
        }
        return member;
    }

    private static List<List<EventMessage>> events(JsonNode exact, JsonNode rounded) {
        JsonNode version = member(exact, "v");
        require(version.isInt() && version.intValue() == 1);
        JsonNode events = member(exact, "events");
        require(events.isArray() && !events.isEmpty());
        List<List<EventMessage>> all = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            List<EventMessage> readings = Stream.of(
                            events.get(i), member(rounded, "events").get(i))
                    .flatMap(one -> reading(one).stream())
                    .toList();
            require(!readings.isEmpty());
            all.add(readings);
        }
        return all;
    }

    private static Optional<EventMessage> reading(JsonNode event) {
        try {
            return Optional.of(event(event));
        } catch (JacksonException | IllegalArgumentException | NotSaidException e) {
            return Optional.empty();
        }
    }

    private static EventMessage event(JsonNode event) {
        JsonNode topic = member(event, "topic");
        require(topic.isString());
        JsonNode version = event.get("version");
        require(version == null || (version.isInt() && version.intValue() == 1));
        Class<?> type = TestEvents.topics().get(topic.stringValue()).orElseThrow(NotSaidException::new);
        Object body = event.has("content")
                ? BODIES.readValue(member(event, "content").binaryValue(), type)
                : BODIES.readValue(BODIES.writeValueAsBytes(member(event, "body")), type);
        require(body != null);
        return new EventMessage(body, headers(event));
    }

    private static Map<String, Object> headers(JsonNode of) {
        Map<String, Object> all = new LinkedHashMap<>();
        JsonNode values = of.get("headers");
        if (values != null) {
            require(values.isObject());
            values.properties().forEach(entry -> all.put(entry.getKey(), value(entry.getValue())));
        }
        JsonNode messages = of.get("messages");
        if (messages != null) {
            require(messages.isObject());
            messages.properties().forEach(entry -> {
                require(!all.containsKey(entry.getKey()));
                all.put(entry.getKey(), event(entry.getValue()));
            });
        }
        return all;
    }

    @SuppressWarnings("NullAway") // a JSON value may be null
    private static @Nullable Object value(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> object = new LinkedHashMap<>();
            node.properties().forEach(entry -> object.put(entry.getKey(), value(entry.getValue())));
            return object;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(element -> list.add(value(element)));
            return list;
        }
        if (node.isNull()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isIntegralNumber()) {
            return node.numberValue();
        }
        double number = node.doubleValue();
        require(Double.isFinite(number));
        return number;
    }
}
