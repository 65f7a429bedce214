package io.aett.reactive.cli.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** JSON texts taken apart into parts that keep their bytes. What is no JSON is an {@link UnreadableRowException}. */
final class JsonParts {

    /** The limits of the stored form of commits, less what goes around an event there. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(500)
                    .maxStringLength(1 << 28)
                    .maxNumberLength(10_000)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    private JsonParts() {}

    /** The members of an object; none of anything else. */
    static Map<String, byte[]> members(byte[] text) {
        return parsed(text, in -> {
            Map<String, byte[]> members = new LinkedHashMap<>();
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return members;
            }
            for (String name = in.nextName(); name != null; name = in.nextName()) {
                in.nextToken();
                members.put(name, part(in, text));
            }
            return members;
        });
    }

    /** The elements of an array. */
    static List<byte[]> elements(byte[] text) {
        return parsed(text, in -> {
            if (in.currentToken() != JsonToken.START_ARRAY) {
                throw new UnreadableRowException("has no list where one belongs");
            }
            List<byte[]> elements = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                elements.add(part(in, text));
            }
            return elements;
        });
    }

    /** The value, as headers have it. */
    static @Nullable Object value(byte[] text) {
        return parsed(text, JsonParts::value);
    }

    private static byte[] part(JsonParser in, byte[] text) {
        int from = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        in.finishToken();
        return Arrays.copyOfRange(text, from, (int) in.currentLocation().getByteOffset());
    }

    private static <T extends @Nullable Object> T parsed(byte[] text, Function<JsonParser, T> reading) {
        try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (in.nextToken() == null) {
                throw new UnreadableRowException("has nothing where JSON belongs");
            }
            T result = reading.apply(in);
            if (in.nextToken() != null) {
                throw new UnreadableRowException("has JSON that goes on behind its end");
            }
            return result;
        } catch (JacksonException e) {
            long at = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw new UnreadableRowException("has something that is not JSON (at its byte " + at + ")");
        }
    }

    private static @Nullable Object value(JsonParser in) {
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> in.getNumberValue();
            case VALUE_NUMBER_FLOAT -> in.getDoubleValue();
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (String name = in.nextName(); name != null; name = in.nextName()) {
                    in.nextToken();
                    object.put(name, value(in));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in));
                }
                yield list;
            }
            default -> null;
        };
    }
}
