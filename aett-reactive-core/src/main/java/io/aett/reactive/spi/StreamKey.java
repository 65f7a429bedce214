package io.aett.reactive.spi;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A stream: a valid tenant id and a valid stream id, both compared code point by code point.
 *
 * <p>An id is 1 to {@value #MAX_ID_BYTES} UTF-8 bytes of well-formed text without control characters (Unicode category
 * Cc); anything else is an {@link IllegalArgumentException}. Nothing is trimmed, folded or normalised.
 */
public record StreamKey(String tenantId, String streamId) {

    /** The longest id, in UTF-8 bytes. */
    public static final int MAX_ID_BYTES = 400;

    public StreamKey {
        requireValidId("tenantId", tenantId);
        requireValidId("streamId", streamId);
    }

    /** Returns {@code id} when it is valid; {@code name} appears in the message otherwise. */
    public static String requireValidId(String name, String id) {
        Objects.requireNonNull(id, name);
        if (id.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty");
        }
        int bytes = 0;
        for (int i = 0; i < id.length(); ) {
            int codePoint = id.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new IllegalArgumentException(name + " has a lone surrogate at index " + i);
            }
            if (Character.getType(codePoint) == Character.CONTROL) {
                throw new IllegalArgumentException(name + " has a control character at index " + i);
            }
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            i += Character.charCount(codePoint);
        }
        if (bytes > MAX_ID_BYTES) {
            throw new IllegalArgumentException(
                    name + " has " + bytes + " UTF-8 bytes, more than the limit of " + MAX_ID_BYTES);
        }
        return id;
    }

    /**
     * One text key for this stream, injective over all pairs of valid ids: the tenant's length in UTF-8 bytes, a colon,
     * the tenant, the stream. At most 804 UTF-8 bytes.
     */
    public String joined() {
        return tenantId.getBytes(StandardCharsets.UTF_8).length + ":" + tenantId + streamId;
    }
}
