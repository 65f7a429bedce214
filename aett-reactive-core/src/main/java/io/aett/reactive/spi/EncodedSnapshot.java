package io.aett.reactive.spi;

import java.util.Objects;

/**
 * A snapshot as a backend sees it.
 *
 * @param payload topic, content and headers; opaque, shared, never changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent")
public record EncodedSnapshot(StreamKey stream, long revision, long commitSequence, byte[] payload) {
    public EncodedSnapshot {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(payload, "payload");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedSnapshot that
                && stream.equals(that.stream)
                && revision == that.revision
                && commitSequence == that.commitSequence
                && java.util.Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(stream, revision);
    }

    @Override
    public String toString() {
        return "EncodedSnapshot[" + stream + ", revision=" + revision + ", " + payload.length + " bytes]";
    }
}
