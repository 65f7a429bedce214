package outside.docs;

import com.fasterxml.jackson.annotation.JsonAlias;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.Upcaster;
import tools.jackson.databind.node.ObjectNode;

/** An event that has changed twice, and one that was renamed. */
final class ChangingExample {

    @Topic(value = "customer.registered", version = 3)
    record Registered(String firstName, String lastName, long creditCents) {}

    @Topic("customer.left")
    record Left(@JsonAlias("why") String reason) {}

    private static final Upcaster TWO_NAMES = Upcaster.of("customer.registered", 1, ChangingExample::split);

    private static final Upcaster CENTS = Upcaster.of("customer.registered", 2, event -> {
        long euros = event.path("creditEuros").asLong();
        event.remove("creditEuros");
        return event.put("creditCents", euros * 100);
    });

    private ChangingExample() {}

    private static ObjectNode split(ObjectNode event) {
        String name = event.path("name").asString();
        event.remove("name");
        int space = name.lastIndexOf(' ');
        return event.put("firstName", name.substring(0, Math.max(space, 0))).put("lastName", name.substring(space + 1));
    }

    static JacksonEventSerializer serializer() {
        TopicMap topics = TopicMap.create()
                .register(Registered.class, Left.class)
                .add("CustomerGone", Left.class); // what it was called until 2024
        return JacksonEventSerializer.builder(topics)
                .upcasters(TWO_NAMES, CENTS)
                .build();
    }

    static EventStore store() {
        return MemoryEventStore.create(
                MemoryOptions.builder().serializer(serializer()).build());
    }
}
