package io.aett.reactive.serialization;

import java.util.Objects;

/**
 * A value as bytes, with the topic and the version that say how to read them. The array is not copied: whoever serializes gives it
 * away.
 *
 * @param topic   the name that the value is read by
 * @param version of the form that the value is written in, at least 1; stored where it is above 1
 * @param content the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one method to the next, never compared
public record SerializedValue(String topic, int version, byte[] content) {

    public SerializedValue {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(content, "content");
        if (version < 1) {
            throw new IllegalArgumentException("versions are counted from 1, but topic " + topic + " has " + version);
        }
    }

    /** Of version 1. */
    public SerializedValue(String topic, byte[] content) {
        this(topic, 1, content);
    }
}
