package io.aett.reactive.engine;

/**
 * Finds bytes that are no UTF-8. The parser refuses most of them, but takes a character in more bytes than it needs, or beyond the last, for
 * some other, and looks at none of what it skips.
 */
final class Utf8 {

    static final int NONE = -1;

    private Utf8() {}

    /** Whether all of it is UTF-8. */
    static boolean isValid(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < 0) {
                i = last(bytes, i);
                if (i == NONE) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The place of the last byte of the character that begins there and is not ASCII; {@link #NONE} when none does. */
    static int last(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0xC2 || lead > 0xF4 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if (length == 0 || at + length >= bytes.length) {
            return NONE;
        }
        int second = bytes[at + 1] & 0xFF;
        int least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < least || second > most) {
            return NONE;
        }
        for (int i = at + 2; i <= at + length; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return NONE;
            }
        }
        return at + length;
    }
}
