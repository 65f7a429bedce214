package io.aett.reactive.engine;

import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.UnreadableContentException;
import io.aett.reactive.serialization.UnreadableVersionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.exc.StreamReadException;

/**
 * Reads what {@link EnvelopeWriter} wrote. Members that it does not know are skipped, a newer version is refused, and so is what means two
 * things: a member that is there twice, or something behind the end.
 */
final class EnvelopeReader {

    /** Headers and events of one commit. */
    record Contents(Map<String, Object> headers, List<EventMessage> events) {}

    private final EventSerializer serializer;

    EnvelopeReader(EventSerializer serializer) {
        this.serializer = serializer;
    }

    /** Throws {@link MalformedDataException} whatever is wrong with the bytes. */
    Contents read(Place place, byte[] payload) {
        Contents plain = plain(payload);
        return plain == null ? parsed(place, payload, false) : plain;
    }

    /** The same for a snapshot, whose form has to be the one that its class has now. */
    Contents snapshot(Place place, byte[] payload) {
        return parsed(place, payload, true);
    }

    /** Null when the parser has to look: at what is not plain, and at what is wrong. */
    private @Nullable Contents plain(byte[] payload) {
        List<EnvelopeScan.Found> found = EnvelopeScan.plain(payload);
        if (found == null) {
            return null;
        }
        EventMessage[] events = new EventMessage[found.size()];
        try {
            for (int i = 0; i < events.length; i++) {
                EnvelopeScan.Found event = found.get(i);
                if (!serializer.knows(event.topic())) {
                    return null;
                }
                Object body =
                        serializer.deserialize(event.topic(), event.version(), payload, event.from(), event.length());
                events[i] = new EventMessage(body, Map.of());
            }
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            return null;
        }
        return new Contents(Map.of(), List.of(events));
    }

    private Contents parsed(Place place, byte[] payload, boolean snapshot) {
        try (JsonParser in = Envelope.FACTORY.createParser(ObjectReadContext.empty(), payload)) {
            if (!Utf8.isValid(payload)) {
                throw place.malformed("cannot be decoded: it is not UTF-8");
            }
            return new Reading(place, payload, in, snapshot).contents();
        } catch (EventStoreException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            throw place.malformed("cannot be decoded: " + reason(e));
        }
    }

    /** Says what went wrong, and nothing of what is stored: messages quote it, so they and their exceptions end here. */
    private static String reason(Throwable failure) {
        if (failure instanceof UnreadableContentException unreadable) {
            return String.valueOf(unreadable.getMessage());
        }
        StringBuilder reason = new StringBuilder(
                failure instanceof StreamReadException
                        ? "the JSON is damaged"
                        : failure.getClass().getSimpleName());
        if (failure instanceof JacksonException json && json.getLocation() != null) {
            reason.append(" at byte ").append(json.getLocation().getByteOffset());
        }
        return reason.toString();
    }

    /** One pass over one payload. */
    private final class Reading {

        private final Place place;
        private final byte[] payload;
        private final JsonParser in;
        private final boolean snapshot;
        private @Nullable String form;

        Reading(Place place, byte[] payload, JsonParser in, boolean snapshot) {
            this.place = place;
            this.payload = payload;
            this.in = in;
            this.snapshot = snapshot;
        }

        Contents contents() {
            expect(in.nextToken(), JsonToken.START_OBJECT);
            Map<String, Object> headers = Map.of();
            List<EventMessage> events = new ArrayList<>(2);
            boolean versioned = false;
            int seen = 0;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                JsonToken token = in.nextToken();
                switch (name) {
                    case Envelope.VERSION -> {
                        seen = once(seen, 1);
                        expect(token, JsonToken.VALUE_NUMBER_INT);
                        version(in.getIntValue());
                        versioned = true;
                    }
                    case Envelope.FORM -> {
                        seen = once(seen, 2);
                        expect(token, JsonToken.VALUE_STRING);
                        form = in.getString();
                    }
                    case Envelope.EVENTS -> {
                        seen = once(seen, 4);
                        expect(token, JsonToken.START_ARRAY);
                        while (in.nextToken() != JsonToken.END_ARRAY) {
                            events.add(event());
                        }
                    }
                    case Envelope.HEADERS -> {
                        seen = once(seen, 8);
                        headers = headers(headers);
                    }
                    case Envelope.MESSAGES -> {
                        seen = once(seen, 16);
                        headers = messages(headers);
                    }
                    default -> in.skipChildren();
                }
            }
            expect(in.currentToken(), JsonToken.END_OBJECT);
            if (in.nextToken() != null) {
                throw place.malformed("goes on behind its end");
            }
            if (!versioned || events.isEmpty()) {
                throw place.malformed(versioned ? "has no events" : "has no format version");
            }
            return new Contents(headers, events);
        }

        /** What was seen, with this member. */
        private int once(int seen, int member) {
            if ((seen & member) != 0) {
                throw twice();
            }
            return seen | member;
        }

        private MalformedDataException twice() {
            return place.malformed("has the same member twice at byte "
                    + in.currentTokenLocation().getByteOffset());
        }

        private void version(int version) {
            if (version != Envelope.CURRENT) {
                throw place.malformed("has format version " + version + ", and this library reads version "
                        + Envelope.CURRENT + " only; a newer release of the library wrote it");
            }
        }

        private EventMessage event() {
            expect(in.currentToken(), JsonToken.START_OBJECT);
            @Nullable String topic = null;
            int version = 1;
            byte[] source = payload;
            int from = -1;
            int length = 0;
            Map<String, Object> headers = Map.of();
            int seen = 0;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                JsonToken token = in.nextToken();
                switch (name) {
                    case Envelope.TOPIC -> {
                        seen = once(seen, 1);
                        expect(token, JsonToken.VALUE_STRING);
                        topic = in.getString();
                    }
                    case Envelope.TOPIC_VERSION -> {
                        seen = once(seen, 2);
                        expect(token, JsonToken.VALUE_NUMBER_INT);
                        version = in.getIntValue();
                    }
                    case Envelope.BODY -> {
                        seen = once(seen, 4);
                        from = (int) in.currentTokenLocation().getByteOffset();
                        in.skipChildren();
                        in.finishToken();
                        length = (int) in.currentLocation().getByteOffset() - from;
                    }
                    case Envelope.CONTENT -> {
                        seen = once(seen, 4);
                        source = in.getBinaryValue();
                        from = 0;
                        length = source.length;
                    }
                    case Envelope.HEADERS -> {
                        seen = once(seen, 8);
                        headers = headers(headers);
                    }
                    case Envelope.MESSAGES -> {
                        seen = once(seen, 16);
                        headers = messages(headers);
                    }
                    default -> in.skipChildren();
                }
            }
            if (topic == null || from < 0) {
                throw place.malformed("has an event without " + (topic == null ? "topic" : "body"));
            }
            if (version < 1) {
                throw place.malformed("has an event of version " + version);
            }
            return new EventMessage(body(topic, version, source, from, length), headers);
        }

        private Object body(String topic, int version, byte[] source, int from, int length) {
            if (!serializer.knows(topic)) {
                throw place.unknown(topic);
            }
            String current = snapshot ? serializer.form(topic) : null;
            if (current != null && !current.equals(form)) {
                throw place.stale(topic, form);
            }
            Object body = deserialized(topic, version, source, from, length);
            if (body == null) {
                throw place.malformed("has a null for an event of topic " + topic);
            }
            return body;
        }

        private @Nullable Object deserialized(String topic, int version, byte[] source, int from, int length) {
            try {
                return serializer.deserialize(topic, version, source, from, length);
            } catch (UnreadableContentException e) {
                throw e;
            } catch (UnreadableVersionException e) {
                throw place.ofVersion(topic, version, e);
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
                throw place.malformed("topic " + topic + " cannot be decoded: " + reason(e));
            }
        }

        /** Those before, and these. */
        private Map<String, Object> headers(Map<String, Object> before) {
            Map<String, Object> all = object();
            before.forEach((name, message) -> put(all, name, message));
            return all;
        }

        private Map<String, Object> messages(Map<String, Object> before) {
            expect(in.currentToken(), JsonToken.START_OBJECT);
            Map<String, Object> all = before.isEmpty() ? new LinkedHashMap<>(4) : before;
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                put(all, name, event());
            }
            return all;
        }

        private Map<String, Object> object() {
            expect(in.currentToken(), JsonToken.START_OBJECT);
            Map<String, Object> object = new LinkedHashMap<>();
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                put(object, name, value());
            }
            return object;
        }

        private void put(Map<String, Object> all, String name, @Nullable Object value) {
            int before = all.size();
            all.put(name, value);
            if (all.size() == before) {
                throw twice();
            }
        }

        private @Nullable Object value() {
            return switch (in.currentToken()) {
                case VALUE_STRING -> in.getString();
                case VALUE_TRUE -> true;
                case VALUE_FALSE -> false;
                case VALUE_NULL -> null;
                case VALUE_NUMBER_INT -> in.getNumberValue();
                case VALUE_NUMBER_FLOAT -> finite(in.getDoubleValue());
                case START_OBJECT -> object();
                case START_ARRAY -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        list.add(value());
                    }
                    yield list;
                }
                default -> throw place.malformed("has an unexpected " + in.currentToken());
            };
        }

        private double finite(double number) {
            if (!Double.isFinite(number)) {
                throw place.malformed("has a number in a header that is too large at byte "
                        + in.currentTokenLocation().getByteOffset());
            }
            return number;
        }

        private void expect(@Nullable JsonToken actual, JsonToken expected) {
            if (actual != expected) {
                throw place.malformed("has " + actual + " where " + expected + " belongs");
            }
        }
    }
}
