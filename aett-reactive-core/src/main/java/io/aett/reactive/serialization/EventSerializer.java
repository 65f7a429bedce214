package io.aett.reactive.serialization;

import org.jspecify.annotations.Nullable;

/**
 * Typed values to bytes and back, by topic. What was written can be read: a value beyond what {@link #deserialize} accepts is refused by
 * {@link #serialize}.
 *
 * <p>Implementations are thread-safe and do no I/O: they run where commits are written and read, which must not block.
 */
public interface EventSerializer {

    /**
     * The value's bytes and topic. The value is not changed and not kept.
     *
     * @throws IllegalArgumentException naming class and cure, if the class has no topic or the value cannot be written
     */
    SerializedValue serialize(Object value);

    /** Whether values of this topic can be read. Unknown topics never load classes. */
    boolean knows(String topic);

    /**
     * The value that these bytes of version 1 mean. The array is not changed and not kept.
     *
     * @param topic  one that this serializer {@link #knows}
     * @param offset where the content begins in {@code source}
     * @param length how many bytes it has
     * @throws UnreadableContentException the content is malformed, and the message says why without quoting it
     * @throws RuntimeException of any other kind: the content is malformed, and nothing of the message is passed on
     */
    Object deserialize(String topic, byte[] source, int offset, int length);

    /**
     * The same for bytes of any version: the one that {@link SerializedValue#version} said when they were written. A serializer whose
     * values have no versions need not override it: all that it wrote is of version 1.
     *
     * @throws UnreadableVersionException the version is newer than the topic's is now, or there is no way from it to that one
     */
    default Object deserialize(String topic, int version, byte[] source, int offset, int length) {
        if (version != 1) {
            throw new UnreadableVersionException(1, "a newer program wrote it");
        }
        return deserialize(topic, source, offset, length);
    }

    /**
     * A short name for how values of this topic are written, that changes when their names, types or version do. It stands beside snapshots,
     * and one that was written in another form is not read. {@code null}, the default: not known, so nothing is compared.
     *
     * @param topic one that this serializer {@link #knows}
     */
    default @Nullable String form(String topic) {
        return null;
    }

    /** True if all content is one JSON text, to be embedded as it is; false if it is stored as base64. Constant. */
    boolean json();
}
