package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The serializer of a fixture. Unless it was given, its topic map learns each class that it meets. */
record Codec(EventSerializer serializer, @Nullable TopicMap learned) {

    static Codec learning() {
        TopicMap topics = TopicMap.create();
        return new Codec(JacksonEventSerializer.create(topics), topics);
    }

    static Codec of(EventSerializer serializer) {
        return new Codec(Objects.requireNonNull(serializer, "serializer"), null);
    }

    static Codec of(TopicMap topics) {
        return of(JacksonEventSerializer.create(topics));
    }

    /** Stores the message in thought and reads it back; fails unless it comes back as it was. */
    EventMessage roundTrip(String what, EventMessage message) {
        message.headers().values().forEach(this::learn);
        return new EventMessage(roundTrip(what, message.body()), message.headers());
    }

    /** Stores the value in thought and reads it back; fails unless it comes back as it was. */
    Object roundTrip(String what, Object value) {
        String name = Texts.name(value.getClass());
        SerializedValue written = write(what, name, value);
        Object again = read(what, name, written);
        List<Difference> lost = Differences.unlessEqual(value, again);
        if (!lost.isEmpty()) {
            throw new AssertionError(what + " does not come back as it was stored: " + name + " loses or changes "
                    + Difference.places(lost) + "\n\n"
                    + Difference.describe(lost, "stored", "read back") + "\n\n"
                    + "  It is stored as " + stored(written) + "\n\n"
                    + "What is stored are fields and record components. Let fields, constructor and annotations agree on names"
                    + " and values.");
        }
        return again;
    }

    private SerializedValue write(String what, String name, Object value) {
        try {
            learn(value);
            return serializer.serialize(value);
        } catch (RuntimeException refused) {
            throw new AssertionError(
                    what + " cannot be stored: " + name + " is refused\n\n  " + message(refused), refused);
        }
    }

    private Object read(String what, String name, SerializedValue written) {
        try {
            return serializer.deserialize(
                    written.topic(), written.version(), written.content(), 0, written.content().length);
        } catch (RuntimeException refused) {
            throw new AssertionError(
                    what + " cannot be read back: " + name + " is stored as " + stored(written) + "\n\n  "
                            + message(refused),
                    refused);
        }
    }

    /** Registers its class, unless the topics were given. */
    void learn(@Nullable Object value) {
        if (learned == null || value == null) {
            return;
        }
        if (value instanceof EventMessage message) {
            learn(message.body());
        } else if (value instanceof Enum<?> constant) {
            learned.register(constant.getDeclaringClass());
        } else if (!value.getClass().getName().startsWith("java.")) {
            learned.register(value.getClass());
        }
    }

    private String stored(SerializedValue written) {
        return written.topic()
                + (serializer.json()
                        ? " " + new String(written.content(), StandardCharsets.UTF_8)
                        : ", " + Texts.count(written.content().length, "byte"));
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getName() : failure.getMessage();
    }
}
