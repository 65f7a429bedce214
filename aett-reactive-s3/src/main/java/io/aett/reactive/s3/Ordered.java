package io.aett.reactive.s3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A text as the end of an object's key, such that the keys' order is that of the texts' UTF-8 bytes: base32hex without padding, in parts
 * of {@value #PART} characters with slashes between, since several compatible stores keep a part as the name of a file.
 *
 * <p>At the end is a {@code -}, which comes before the slash and before all digits. So a text comes before those that it is the beginning
 * of, and its last part is never the name of another's folder.
 */
final class Ordered {

    private static final int PART = 200;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
    private static final int BITS = 5;

    private Ordered() {}

    static String write(String text) {
        return open(text) + '-';
    }

    /** Behind the keys of all texts that come before this one, and before its own. */
    static String open(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder written = new StringBuilder(bytes.length * 8 / BITS + 8);
        for (int digit = 0; digit * BITS < bytes.length * 8; digit++) {
            if (digit > 0 && digit % PART == 0) {
                written.append('/');
            }
            written.append(DIGITS.charAt(digit(bytes, digit)));
        }
        return written.toString();
    }

    private static int digit(byte[] bytes, int digit) {
        int bit = digit * BITS;
        int index = bit / 8;
        int two = (bytes[index] & 0xFF) << 8 | (index + 1 < bytes.length ? bytes[index + 1] & 0xFF : 0);
        return (two >> (16 - BITS - bit % 8)) & 0x1F;
    }

    /** What was written; an {@link IllegalArgumentException} for anything else. */
    static String read(String written) {
        String digits = written.substring(0, Math.max(0, written.length() - 1)).replace("/", "");
        ByteBuffer bytes = ByteBuffer.allocate(digits.length() * BITS / 8);
        int bits = 0;
        int held = 0;
        for (int i = 0; i < digits.length(); i++) {
            held = (held << BITS | DIGITS.indexOf(digits.charAt(i))) & 0xFFFF;
            bits += BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (held >> bits));
            }
        }
        String text = new String(bytes.array(), StandardCharsets.UTF_8);
        if (!write(text).equals(written)) {
            throw new IllegalArgumentException("no text: " + written);
        }
        return text;
    }
}
