package io.aett.reactive.testkit.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A value that lists the changes it has seen. A state with such a value, to which each change is added on the condition of what was there, is
 * a log, which {@link StreamLogChecker} judges.
 */
public final class ListedIds {

    private static final int BYTES = 16;

    private ListedIds() {}

    /** What a value lists, oldest first. */
    public static List<UUID> of(byte[] value) {
        ByteBuffer bytes = ByteBuffer.wrap(value);
        List<UUID> ids = new ArrayList<>(count(value));
        while (bytes.hasRemaining()) {
            ids.add(new UUID(bytes.getLong(), bytes.getLong()));
        }
        return ids;
    }

    /** How many a value lists. */
    public static int count(byte[] value) {
        return value.length / BYTES;
    }

    /** The value with one more. */
    public static byte[] with(byte[] value, UUID id) {
        return ByteBuffer.allocate(value.length + BYTES)
                .put(value)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
