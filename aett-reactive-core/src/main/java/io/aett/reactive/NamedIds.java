package io.aett.reactive;

import io.aett.reactive.internal.Digests;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/** Ids of version 5. */
final class NamedIds {

    private NamedIds() {}

    static UUID of(UUID namespace, String name) {
        MessageDigest digest = Digests.sha1();
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        digest.update(utf8(name));
        ByteBuffer hash = ByteBuffer.wrap(digest.digest());
        long upper = (hash.getLong() & 0xFFFFFFFFFFFF0FFFL) | 0x5000L;
        long lower = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
        return new UUID(upper, lower);
    }

    private static ByteBuffer utf8(String name) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name));
        } catch (CharacterCodingException malformed) {
            throw new IllegalArgumentException(
                    "the name of an id must be well-formed text, but half of a surrogate pair is missing", malformed);
        }
    }
}
