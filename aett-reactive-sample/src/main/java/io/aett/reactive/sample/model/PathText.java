package io.aett.reactive.sample.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Paths as text. Git's paths are bytes; ids of streams are well-formed text without control characters, of 400 bytes at most.
 *
 * <p>UTF-8 stays as it is. Each byte that is not part of well-formed UTF-8, or is part of a control character, becomes {@code %XX}, and
 * so does {@code %} itself. This is injective and can be undone.
 *
 * <p>Text that is too long for an id keeps its beginning, and is told from others by a SHA-256 after {@code %~}, which nothing else
 * contains.
 */
public final class PathText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** What a stream's name leaves to the path: 400 less the longest prefix, rounded. */
    private static final int MAX_KEY_BYTES = 380;

    /** {@code %~} and 64 digits. */
    private static final int MARK_BYTES = 66;

    private PathText() {}

    /** The text for this path. */
    public static String of(byte[] path) {
        StringBuilder text = new StringBuilder(path.length);
        for (int i = 0; i < path.length; ) {
            int length = wellFormed(path, i);
            if (length == 0) {
                escape(text, path[i]);
                i++;
                continue;
            }
            String character = new String(path, i, length, StandardCharsets.UTF_8);
            if (character.equals("%") || Character.getType(character.codePointAt(0)) == Character.CONTROL) {
                for (int j = i; j < i + length; j++) {
                    escape(text, path[j]);
                }
            } else {
                text.append(character);
            }
            i += length;
        }
        return text.toString();
    }

    /** The text for this path, given as a string. */
    public static String of(String path) {
        return of(path.getBytes(StandardCharsets.UTF_8));
    }

    /** The path of this text. */
    public static byte[] toBytes(String text) {
        byte[] source = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream path = new ByteArrayOutputStream(source.length);
        for (int i = 0; i < source.length; i++) {
            if (source[i] == '%') {
                path.write(HexFormat.fromHexDigits(new String(source, i + 1, 2, StandardCharsets.US_ASCII)));
                i += 2;
            } else {
                path.write(source[i]);
            }
        }
        return path.toByteArray();
    }

    /** Whether {@link #of} gives this text for some path. */
    public static boolean isText(String text) {
        return text.matches("([^%]|%[0-9A-F]{2})*") && of(toBytes(text)).equals(text);
    }

    /** The text as part of an id. */
    static String key(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_KEY_BYTES) {
            return text;
        }
        int end = MAX_KEY_BYTES - MARK_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8) + "%~" + HEX.formatHex(sha256(bytes));
    }

    private static void escape(StringBuilder text, byte unsafe) {
        HEX.toHexDigits(text.append('%'), unsafe);
    }

    /** How many bytes the well-formed character at {@code i} has; 0 if there is none. */
    private static int wellFormed(byte[] path, int i) {
        int lead = path[i] & 0xFF;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + length > path.length) {
            return 0;
        }
        int second = path[i + 1] & 0xFF;
        int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int j = i + 2; j < i + length; j++) {
            if ((path[j] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
