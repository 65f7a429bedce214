package io.aett.reactive.benchmarks.jmh;

import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import java.nio.charset.StandardCharsets;

/** Writes and reads the same event without work, so that what is measured is everything but the serializer. */
final class FixedSerializer implements EventSerializer {

    private static final ItemAdded EVENT = ItemAdded.number(1);
    private static final SerializedValue VALUE =
            new SerializedValue("item-added", "{\"n\":1}".getBytes(StandardCharsets.UTF_8));

    @Override
    public SerializedValue serialize(Object value) {
        return VALUE;
    }

    @Override
    public boolean knows(String topic) {
        return true;
    }

    @Override
    public Object deserialize(String topic, byte[] source, int offset, int length) {
        return EVENT;
    }

    @Override
    public boolean json() {
        return true;
    }
}
