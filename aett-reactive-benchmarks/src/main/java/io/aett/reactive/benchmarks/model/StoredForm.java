package io.aett.reactive.benchmarks.model;

import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The bytes of a commit, written and read by hand: one record bound by the mapper that the stores use as well. They are the
 * same bytes that a store keeps, which a test holds against a store.
 */
public final class StoredForm {

    /** The mapper of both sides. */
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    private static final String TOPIC = "item-added";
    private static final ObjectWriter WRITER = MAPPER.writerFor(CommitForm.class);
    private static final ObjectReader READER = MAPPER.readerFor(CommitForm.class);

    /** A commit as it is stored. */
    public record CommitForm(int v, List<EventForm> events) {}

    /** An event as it is stored. */
    public record EventForm(String topic, ItemAdded body) {}

    private StoredForm() {}

    /** The events of the measurements. */
    public static TopicMap topics() {
        return TopicMap.create().register(ItemAdded.class);
    }

    /** What the stores read and write events with. */
    public static JacksonEventSerializer serializer() {
        return new JacksonEventSerializer(topics(), MAPPER);
    }

    /** A commit of these events. */
    public static byte[] write(List<ItemAdded> events) {
        return WRITER.writeValueAsBytes(new CommitForm(
                1, events.stream().map(event -> new EventForm(TOPIC, event)).toList()));
    }

    /** A commit of one event, without a detour. */
    public static byte[] write(ItemAdded event) {
        return WRITER.writeValueAsBytes(new CommitForm(1, List.of(new EventForm(TOPIC, event))));
    }

    /** A commit of so many events, always the same. */
    public static byte[] ofFirst(int events) {
        return write(IntStream.range(0, events).mapToObj(ItemAdded::number).toList());
    }

    /** What was written. */
    public static CommitForm read(byte[] bytes) {
        return READER.readValue(bytes);
    }

    /** The sum of all quantities, so that nothing that was read can be left out. */
    public static long quantity(byte[] bytes) {
        long sum = 0;
        for (EventForm event : read(bytes).events()) {
            sum += event.body().quantity();
        }
        return sum;
    }
}
