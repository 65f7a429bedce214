package io.aett.reactive.testkit.golden;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;

/** Stored bytes as text that people can read, if there is one: every text stands for the same bytes on every machine. */
public final class StoredText {

    private static final String UUID_TEXT = "uuid:";
    private static final String UTF_8 = "utf8:";
    private static final String BASE_64 = "base64:";
    private static final int UUID_BYTES = 16;
    private static final int RFC_VARIANT = 2;

    private StoredText() {}

    /** The text of these bytes: a UUID, UTF-8, or base64. */
    public static String of(byte[] bytes) {
        if (isUuid(bytes)) {
            return UUID_TEXT + uuid(bytes);
        }
        try {
            return UTF_8
                    + StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException notText) {
            return BASE_64 + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /** The bytes of a text that {@link #of} returned. */
    public static byte[] bytes(String text) {
        if (text.startsWith(UUID_TEXT)) {
            UUID id = UUID.fromString(text.substring(UUID_TEXT.length()));
            return ByteBuffer.allocate(UUID_BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }
        if (text.startsWith(UTF_8)) {
            return text.substring(UTF_8.length()).getBytes(StandardCharsets.UTF_8);
        }
        if (text.startsWith(BASE_64)) {
            return Base64.getDecoder().decode(text.substring(BASE_64.length()));
        }
        throw new IllegalArgumentException("no text of stored bytes");
    }

    private static boolean isUuid(byte[] bytes) {
        return bytes.length == UUID_BYTES
                && uuid(bytes).variant() == RFC_VARIANT
                && uuid(bytes).version() >= 4
                && uuid(bytes).version() <= 8;
    }

    private static UUID uuid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
