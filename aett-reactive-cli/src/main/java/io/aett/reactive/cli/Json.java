package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.cli.kit.Text;
import io.aett.reactive.engine.StoredEvent;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/** What is stored as JSON texts of one line each. */
final class Json {

    /** As lenient as what is stored. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(700)
                    .maxStringLength(1 << 28)
                    .maxNumberLength(10_000)
                    .maxNameLength(1 << 20)
                    .build())
            .streamWriteConstraints(
                    StreamWriteConstraints.builder().maxNestingDepth(700).build())
            .build();

    private Json() {}

    /** What is wrong with the content of the event, which is not quoted; {@code null} if it is one JSON text, or not meant to be one. */
    static @Nullable String fault(StoredEvent event) {
        if (!event.isJson()) {
            return null;
        }
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), event.content())) {
            if (in.nextToken() == null) {
                return "the body of topic " + event.topic() + " is empty";
            }
            in.skipChildren();
            return in.nextToken() == null ? null : "the body of topic " + event.topic() + " goes on behind its end";
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            return "the body of topic " + event.topic() + " is not JSON (at its byte " + at + ")";
        }
    }

    /** The body; what is no JSON text stands in base64. */
    static String body(StoredEvent event) {
        return isText(event)
                ? Text.json(new String(event.content(), StandardCharsets.UTF_8))
                : "\"" + Base64.getEncoder().encodeToString(event.content()) + "\"";
    }

    private static boolean isText(StoredEvent event) {
        return event.isJson() && fault(event) == null;
    }

    /** The headers as an object. */
    static String headers(Map<String, Object> headers) {
        return written(out -> value(out, headers));
    }

    /** One event with all that is known of it. */
    static String line(Commit commit, int number) {
        EventMessage message = commit.events().get(number);
        StoredEvent event = (StoredEvent) message.body();
        return written(out -> {
            out.writeStartObject();
            out.writeStringProperty("tenant", commit.tenantId());
            out.writeStringProperty("stream", commit.streamId());
            out.writeNumberProperty("revision", commit.firstRevision() + number);
            out.writeNumberProperty("commit", commit.commitSequence());
            out.writeStringProperty("commitId", commit.commitId().toString());
            out.writeStringProperty("stamp", commit.commitStamp().toString());
            out.writeNumberProperty("checkpoint", commit.checkpointToken());
            content(out, event);
            headersOf(out, "headers", message.headers());
            headersOf(out, "commitHeaders", commit.headers());
            out.writeEndObject();
        });
    }

    private static void content(JsonGenerator out, StoredEvent event) {
        out.writeStringProperty("topic", event.topic());
        if (event.version() != 1) {
            out.writeNumberProperty("version", event.version());
        }
        out.writeName(isText(event) ? "body" : "content");
        out.writeRawValue(body(event));
    }

    private static void headersOf(JsonGenerator out, String name, Map<String, Object> headers) {
        if (!headers.isEmpty()) {
            out.writeName(name);
            value(out, headers);
        }
    }

    /** A text of one line. */
    static String written(Consumer<JsonGenerator> content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            content.accept(out);
        }
        return Text.json(text.toString());
    }

    private static void value(JsonGenerator out, @Nullable Object value) {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof EventMessage message) {
            out.writeStartObject();
            content(out, (StoredEvent) message.body());
            headersOf(out, "headers", message.headers());
            out.writeEndObject();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            map.forEach((name, member) -> {
                out.writeName(Objects.toString(name));
                value(out, member);
            });
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            list.forEach(member -> value(out, member));
            out.writeEndArray();
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (value instanceof Number number) {
            out.writeNumber(number.toString());
        } else {
            out.writeString(value.toString());
        }
    }
}
