package io.aett.reactive.engine;

import io.aett.reactive.EventMessage;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Writes the stored form of a commit: one JSON object, {@code {"v":1,"events":[...],"headers":{...},"messages":{...}}}.
 *
 * <p>An event is {@code {"topic":..,"version":..,"body":..,"headers":{...},"messages":{...}}}; the version is left out where it is 1; the body is the serializer's JSON as it is, or
 * {@code "content"} in base64 where the serializer does not write JSON. {@code messages} holds those headers whose value is an
 * {@link EventMessage}. What is empty is left out.
 *
 * <p>The frame around the bodies is put together from bytes that are the same each time; a generator writes headers only.
 */
final class EnvelopeWriter {

    private static final byte[] START = ascii("{\"v\":" + Envelope.CURRENT + ",\"events\":[");
    private static final byte[] EMPTY = ascii("{\"v\":" + Envelope.CURRENT + ",\"events\":[]");
    private static final byte[] NEXT = ascii(",");
    private static final byte[] END = ascii("]");
    private static final byte[] CLOSE = ascii("}");
    private static final byte[] QUOTE = ascii("\"");

    private final EventSerializer serializer;
    private final boolean json;
    private final Beginnings beginnings;

    EnvelopeWriter(EventSerializer serializer) {
        this.serializer = serializer;
        this.json = serializer.json();
        this.beginnings = new Beginnings(json ? Envelope.BODY : Envelope.CONTENT);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    byte[] commit(Map<String, Object> headers, List<EventMessage> events) {
        try {
            Pieces pieces = new Pieces();
            for (int i = 0; i < events.size(); i++) {
                pieces.add(i == 0 ? START : NEXT);
                event(pieces, events.get(i));
            }
            pieces.add(events.isEmpty() ? EMPTY : END);
            end(pieces, headers);
            return pieces.joined();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** As a commit of this one event, with the form of its class in front. */
    byte[] snapshot(EventMessage payload) {
        try {
            SerializedValue value = serializer.serialize(payload.body());
            String form = serializer.form(value.topic());
            Pieces pieces = new Pieces();
            pieces.add(form == null ? START : start(form));
            event(pieces, value, payload.headers());
            pieces.add(END);
            pieces.add(CLOSE);
            return pieces.joined();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static byte[] start(String form) {
        byte[] text = written(out -> out.writeString(form));
        Pieces pieces = new Pieces();
        pieces.add(ascii("{\"v\":" + Envelope.CURRENT + ",\"" + Envelope.FORM + "\":"));
        pieces.add(text);
        pieces.add(ascii(",\"" + Envelope.EVENTS + "\":["));
        return pieces.joined();
    }

    private byte[] event(EventMessage event) {
        Pieces pieces = new Pieces();
        event(pieces, event);
        return pieces.joined();
    }

    private void event(Pieces pieces, EventMessage event) {
        event(pieces, serializer.serialize(event.body()), event.headers());
    }

    private void event(Pieces pieces, SerializedValue value, Map<String, Object> headers) {
        pieces.add(beginnings.of(value.topic(), value.version()));
        if (json) {
            pieces.add(value.content());
        } else {
            pieces.add(QUOTE);
            pieces.add(Base64.getEncoder().encode(value.content()));
            pieces.add(QUOTE);
        }
        end(pieces, headers);
    }

    /** The headers, if there are any, and the end of the object that they belong to. */
    private void end(Pieces pieces, Map<String, Object> headers) {
        if (headers.isEmpty()) {
            pieces.add(CLOSE);
            return;
        }
        byte[] object = written(out -> {
            out.writeStartObject();
            headers(out, headers);
            out.writeEndObject();
        });
        object[0] = ',';
        pieces.add(object);
    }

    /** What a generator writes. */
    static byte[] written(Consumer<JsonGenerator> content) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(512);
        try (JsonGenerator out = Envelope.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            content.accept(out);
        }
        return bytes.toByteArray();
    }

    private void headers(JsonGenerator out, Map<String, Object> headers) {
        boolean messages = false;
        boolean values = false;
        for (Object value : headers.values()) {
            messages |= value instanceof EventMessage;
            values |= !(value instanceof EventMessage);
        }
        if (values) {
            out.writeObjectPropertyStart(Envelope.HEADERS);
            for (Map.Entry<String, Object> header : headers.entrySet()) {
                if (!(header.getValue() instanceof EventMessage)) {
                    out.writeName(header.getKey());
                    value(out, header.getKey(), header.getValue());
                }
            }
            out.writeEndObject();
        }
        if (messages) {
            out.writeObjectPropertyStart(Envelope.MESSAGES);
            for (Map.Entry<String, Object> header : headers.entrySet()) {
                if (header.getValue() instanceof EventMessage message) {
                    out.writeName(header.getKey());
                    out.writeRawValue(new RawJson(event(message)));
                }
            }
            out.writeEndObject();
        }
    }

    private static void value(JsonGenerator out, String header, Object value) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Number number) {
            number(out, header, number);
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            list.forEach(element -> value(out, header, element));
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            map(out, header, map);
        } else {
            throw new IllegalArgumentException(
                    "header " + header + " holds a " + value.getClass().getName()
                            + "; headers are JSON values (string, number, boolean, null, list, map) or, at the top, an EventMessage");
        }
    }

    private static void map(JsonGenerator out, String header, Map<?, ?> map) {
        out.writeStartObject();
        map.forEach((key, element) -> {
            if (!(key instanceof String name)) {
                throw new IllegalArgumentException("header " + header + " holds a map with a key that is no string");
            }
            out.writeName(name);
            value(out, header, element);
        });
        out.writeEndObject();
    }

    private static void number(JsonGenerator out, String header, Number number) {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            out.writeNumber(number.longValue());
        } else if (number instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else if (number instanceof Double || number instanceof Float || number instanceof BigDecimal) {
            if (!Double.isFinite(number.doubleValue())) {
                throw new IllegalArgumentException(
                        "header " + header + " holds " + number + ", which JSON cannot express");
            }
            // As text: what is 1.0E16 in Java must not become a whole number in JSON.
            out.writeNumber(number.toString());
        } else {
            throw new IllegalArgumentException(
                    "header " + header + " holds a " + number.getClass().getName() + ", which is no JSON number");
        }
    }
}
