package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import java.util.Arrays;

/**
 * Reads every event, of whatever class, as a {@link StoredEvent}, and decodes nothing: for programs that show, check or move commits and
 * do not have their classes.
 *
 * <p>A commit or snapshot that was read by a store with this serializer and is written, unchanged but for its numbers, id and stamp, by
 * another one with it has the same stored bytes, whatever is in them. A commit that was put together otherwise is written from its
 * parts, and the content of its events has to be JSON.
 */
public final class StoredEvents implements EventSerializer {

    /**
     * Whether headers and events of both are the same: byte for byte if both were read by stores with this serializer, otherwise by their
     * values. Numbers, ids and stamps are not looked at.
     */
    public static boolean haveSameContent(Commit one, Commit other) {
        byte[] first = StoredEvent.payload(one.headers(), one.events());
        byte[] second = StoredEvent.payload(other.headers(), other.events());
        if (first != null && second != null) {
            return Arrays.equals(first, second);
        }
        return one.headers().equals(other.headers()) && one.events().equals(other.events());
    }

    @Override
    public SerializedValue serialize(Object value) {
        if (!(value instanceof StoredEvent event)) {
            throw new IllegalArgumentException("a store that reads events as they are stored writes no "
                    + value.getClass().getName() + "; give it a StoredEvent");
        }
        if (!event.isJson()) {
            throw new IllegalArgumentException("the event of topic " + event.topic()
                    + " is not JSON, so it can be written only in the commit that it was read from");
        }
        return new SerializedValue(event.topic(), event.version(), event.shared());
    }

    @Override
    public boolean knows(String topic) {
        return true;
    }

    @Override
    public Object deserialize(String topic, byte[] source, int offset, int length) {
        return deserialize(topic, 1, source, offset, length);
    }

    /** A body is a part of the stored object; what was base64 there comes as an array of its own. */
    @Override
    public Object deserialize(String topic, int version, byte[] source, int offset, int length) {
        boolean own = offset == 0 && length == source.length;
        return StoredEvent.read(topic, version, !own, Arrays.copyOfRange(source, offset, offset + length));
    }

    @Override
    public boolean json() {
        return true;
    }
}
