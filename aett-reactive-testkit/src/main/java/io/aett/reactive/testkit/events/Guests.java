package io.aett.reactive.testkit.events;

import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.Upcaster;
import tools.jackson.databind.node.ObjectNode;

/** One event in three versions, and the serializers of the programs that know them. Each knows {@link TestEvents} too. */
public final class Guests {

    /** With one name of two words. */
    @Topic("testkit.guest")
    public record First(String name) {}

    /** With two names. */
    @Topic(value = "testkit.guest", version = 2)
    public record Second(String first, String last) {}

    /** Of another topic, with a number. */
    @Topic(value = "testkit.visitors", version = 3)
    public record Third(String first, String last, int count) {}

    private static final Upcaster TWO_NAMES = Upcaster.of("testkit.guest", 1, Guests::split);
    private static final Upcaster COUNTED =
            Upcaster.of("testkit.guest", 2, guest -> guest.put("count", 1)).to("testkit.visitors");

    private Guests() {}

    private static ObjectNode split(ObjectNode guest) {
        String name = guest.remove("name").asString();
        int space = name.indexOf(' ');
        return guest.put("first", name.substring(0, space)).put("last", name.substring(space + 1));
    }

    /** Knows {@link First}. */
    public static EventSerializer first() {
        return serializer(First.class);
    }

    /** Knows {@link Second}. */
    public static EventSerializer second() {
        return serializer(Second.class, TWO_NAMES);
    }

    /** Knows {@link Third}. */
    public static EventSerializer third() {
        return serializer(Third.class, TWO_NAMES, COUNTED);
    }

    /** Knows {@link Second}, and not how it came to be. */
    public static EventSerializer secondWithoutUpcaster() {
        TopicMap topics = TestEvents.topics();
        EventSerializer serializer = new JacksonEventSerializer(topics);
        topics.register(Second.class);
        return serializer;
    }

    private static EventSerializer serializer(Class<?> type, Upcaster... upcasters) {
        return JacksonEventSerializer.builder(TestEvents.topics().register(type))
                .upcasters(upcasters)
                .build();
    }
}
