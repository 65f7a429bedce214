package io.aett.reactive.serialization;

import java.util.Objects;

/**
 * A value as bytes, with the topic that says how to read them. The array is not copied: whoever serializes gives it away.
 *
 * @param topic   the name that the value is read by
 * @param content the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one method to the next, never compared
public record SerializedValue(String topic, byte[] content) {

    public SerializedValue {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(content, "content");
    }
}
