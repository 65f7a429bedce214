package io.aett.reactive.engine;

import io.aett.reactive.EventMessage;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Writes the stored form of a commit: one JSON object, {@code {"v":1,"events":[...],"headers":{...},"messages":{...}}}.
 *
 * <p>An event is {@code {"topic":..,"body":..,"headers":{...},"messages":{...}}}; the body is the serializer's JSON as it is, or
 * {@code "content"} in base64 where the serializer does not write JSON. {@code messages} holds those headers whose value is an
 * {@link EventMessage}. What is empty is left out.
 */
final class EnvelopeWriter {

    private final EventSerializer serializer;
    private final boolean json;

    EnvelopeWriter(EventSerializer serializer) {
        this.serializer = serializer;
        this.json = serializer.json();
    }

    byte[] commit(Map<String, Object> headers, List<EventMessage> events) {
        ByteArrayBuilder bytes = new ByteArrayBuilder(512);
        try (JsonGenerator out = Envelope.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeNumberProperty(Envelope.VERSION, Envelope.CURRENT);
            out.writeArrayPropertyStart(Envelope.EVENTS);
            for (EventMessage event : events) {
                event(out, event);
            }
            out.writeEndArray();
            headers(out, headers);
            out.writeEndObject();
        } catch (JacksonException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
        return bytes.toByteArray();
    }

    private void event(JsonGenerator out, EventMessage event) {
        SerializedValue value = serializer.serialize(event.body());
        out.writeStartObject();
        out.writeStringProperty(Envelope.TOPIC, value.topic());
        if (json) {
            out.writeName(Envelope.BODY);
            out.writeRawValue(new RawJson(value.content()));
        } else {
            out.writeName(Envelope.CONTENT);
            out.writeBinary(value.content());
        }
        headers(out, event.headers());
        out.writeEndObject();
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
                    event(out, message);
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
            out.writeNumber(number instanceof BigDecimal decimal ? decimal : new BigDecimal(number.toString()));
        } else {
            throw new IllegalArgumentException(
                    "header " + header + " holds a " + number.getClass().getName() + ", which is no JSON number");
        }
    }
}
