package io.aett.reactive.cli.python;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.cli.python.PythonStore.Fields;
import io.aett.reactive.cli.python.PythonStore.Members;
import io.aett.reactive.cli.python.PythonStore.Row;
import io.aett.reactive.engine.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a commit out of a row: the same for every kind of database. Bodies of events keep their bytes; an event's topic is {@code $type} of
 * its body, or else its header {@code topic}, as for the Python library.
 *
 * <p>Commands of sagas become messages, as sagas have them here, if all of the commit say what their topic is; otherwise they stay plain headers.
 */
final class RowDecoder {

    static final String TENANT = "TenantId";
    static final String STREAM = "StreamId";
    static final String REVISION = "StreamRevision";
    static final String ID = "CommitId";
    static final String SEQUENCE = "CommitSequence";
    static final String STAMP = "CommitStamp";
    static final String HEADERS = "Headers";
    static final String EVENTS = "Events";

    private static final String COMMAND = "UndispatchedMessage.";
    private static final String TOPIC = "topic";
    private static final String TYPE = "$type";
    private static final String BODY = "body";
    private static final int MAX_ID_BYTES = 400;
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private final ZoneId zone;

    /** @param zone of stamps that are stored without one */
    RowDecoder(ZoneId zone) {
        this.zone = zone;
    }

    /** Its checkpoint is the row's place. What is no commit is an {@link UnreadableRowException}. */
    Commit decode(Row row) {
        Fields fields = row.fields();
        List<EventMessage> events = new ArrayList<>();
        for (byte[] element : JsonParts.elements(bytes(fields, EVENTS))) {
            // A text that is JSON; version 3 writes the object itself.
            events.add(event(
                    JsonParts.value(element) instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : element));
        }
        return new Commit(
                id(fields, TENANT),
                id(fields, STREAM),
                number(fields, REVISION),
                uuid(text(fields, ID)),
                number(fields, SEQUENCE),
                stamp(required(fields, STAMP)),
                headers(members(fields)),
                events,
                row.place());
    }

    private static Object required(Fields fields, String name) {
        Object value = fields.get(name);
        if (value == null) {
            throw new UnreadableRowException("has no " + name);
        }
        return value;
    }

    private static UnreadableRowException wrong(String name) {
        return new UnreadableRowException("has no " + name + " that can be read");
    }

    private static String text(Fields fields, String name) {
        if (required(fields, name) instanceof String text) {
            return text;
        }
        throw wrong(name);
    }

    private static long number(Fields fields, String name) {
        if (required(fields, name) instanceof Number number) {
            return number.longValue();
        }
        throw wrong(name);
    }

    private static byte[] bytes(Fields fields, String name) {
        Object value = required(fields, name);
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        if (value instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        throw wrong(name);
    }

    /** Of the headers; a commit may have none. */
    private static Map<String, byte[]> members(Fields fields) {
        Object headers = fields.get(HEADERS);
        if (headers instanceof Members members) {
            return members.parts();
        }
        return headers == null ? Map.of() : JsonParts.members(bytes(fields, HEADERS));
    }

    private static String id(Fields fields, String name) {
        String id = text(fields, name);
        if (id.isEmpty()
                || id.getBytes(StandardCharsets.UTF_8).length > MAX_ID_BYTES
                || id.chars().anyMatch(Character::isISOControl)) {
            throw new UnreadableRowException("has a " + name + " that is empty, has control characters, or more than "
                    + MAX_ID_BYTES + " bytes, which no store here takes");
        }
        return id;
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw wrong(ID);
        }
    }

    private Instant stamp(Object value) {
        try {
            Instant stamp = value instanceof Number seconds
                    ? Instant.ofEpochSecond(seconds.longValue())
                    : value instanceof LocalDateTime local ? local.atZone(zone).toInstant() : parsed(value.toString());
            if (!stamp.isBefore(FIRST) && !stamp.isAfter(LAST)) {
                return stamp.truncatedTo(ChronoUnit.MICROS);
            }
        } catch (DateTimeException e) {
            throw wrong(STAMP);
        }
        throw wrong(STAMP);
    }

    private Instant parsed(String text) {
        TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, Instant::from, LocalDateTime::from);
        return time instanceof Instant instant
                ? instant
                : LocalDateTime.from(time).atZone(zone).toInstant();
    }

    private static EventMessage event(byte[] text) {
        EventMessage event = message(JsonParts.members(text));
        if (event == null) {
            throw new UnreadableRowException("has an event without a body and a topic");
        }
        return event;
    }

    /** Null if it is no message, or its topic is not known. */
    private static @Nullable EventMessage message(Map<String, byte[]> members) {
        byte[] body = members.get(BODY);
        if (body == null) {
            return null;
        }
        Map<String, Object> headers = values(members.get("headers"));
        String topic = type(body);
        if (topic == null && headers.get(TOPIC) instanceof String named) {
            topic = named;
        }
        if (topic == null) {
            return null;
        }
        headers.remove(TOPIC, topic);
        return new EventMessage(StoredEvent.of(topic, 1, new String(body, StandardCharsets.UTF_8)), headers);
    }

    private static Map<String, Object> values(byte @Nullable [] object) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (object != null) {
            JsonParts.members(object).forEach((name, value) -> put(values, name, JsonParts.value(value)));
        }
        return values;
    }

    @SuppressWarnings("NullAway") // a header's value may be null
    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        values.put(name, value);
    }

    private static @Nullable String type(byte[] body) {
        byte[] type = JsonParts.members(body).get(TYPE);
        return type != null && JsonParts.value(type) instanceof String topic ? topic : null;
    }

    private static Map<String, Object> headers(Map<String, byte[]> members) {
        List<EventMessage> commands = commands(members);
        Map<String, Object> headers = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (commands.isEmpty() || !name.startsWith(COMMAND)) {
                put(headers, name, JsonParts.value(value));
            }
        });
        // From 0 without a gap; the Python library counts other headers, too.
        for (int n = 0; n < commands.size(); n++) {
            headers.put(COMMAND + n, commands.get(n));
        }
        return headers;
    }

    /** All as messages, in their order; none if one of them does not say what its topic is. */
    private static List<EventMessage> commands(Map<String, byte[]> headers) {
        List<EventMessage> commands = new ArrayList<>();
        for (Map.Entry<String, byte[]> header : headers.entrySet()) {
            if (header.getKey().startsWith(COMMAND)) {
                EventMessage command = command(header.getValue());
                if (command == null) {
                    return List.of();
                }
                commands.add(command);
            }
        }
        return commands;
    }

    private static @Nullable EventMessage command(byte[] value) {
        Map<String, byte[]> members = JsonParts.members(value);
        EventMessage message = message(members);
        String topic = type(value);
        return message == null && topic != null
                ? EventMessage.of(StoredEvent.of(topic, 1, new String(value, StandardCharsets.UTF_8)))
                : message;
    }

    /** Whether the header is a command of a saga that could not become a message. */
    static boolean isPlainCommand(Map.Entry<String, Object> header) {
        return header.getKey().startsWith(COMMAND) && !(header.getValue() instanceof EventMessage);
    }
}
