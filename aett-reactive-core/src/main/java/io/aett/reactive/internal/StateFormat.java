package io.aett.reactive.internal;

import io.aett.reactive.StorageException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored form of a kind of state: a JSON object. Members that are not known are passed over, so that versions can run side by side.
 *
 * @param owner whose states they are, for people
 */
public record StateFormat<T>(String owner, ObjectReader reader, ObjectWriter writer) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Made here and now: what a mapper finds out at its first use it finds out under a lock. */
    public static <T> StateFormat<T> of(String owner, Class<T> type) {
        return new StateFormat<>(owner, JSON.readerFor(type), JSON.writerFor(type));
    }

    /** The value of a state. */
    public byte[] encode(T value) {
        return writer.writeValueAsBytes(value);
    }

    /** What the state of this key means; a {@link StorageException} when it means nothing. */
    public T decode(String key, byte[] bytes) {
        try {
            T value = reader.readValue(bytes);
            if (value == null) {
                throw unreadable(key, null);
            }
            return value;
        } catch (JacksonException e) {
            throw unreadable(key, e);
        }
    }

    private StorageException unreadable(String key, @Nullable Throwable cause) {
        return new StorageException(
                "the state " + key + " of a " + owner + " cannot be read; it was changed by hand, or"
                        + " written by another version",
                cause);
    }
}
