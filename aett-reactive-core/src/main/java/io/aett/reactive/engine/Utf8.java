package io.aett.reactive.engine;

/**
 * Finds those sequences of bytes that are no UTF-8 and that the parser takes for some: a character in more bytes than it needs, and one
 * beyond the last. All others the parser refuses by itself.
 */
final class Utf8 {

    private Utf8() {}

    /** Whether the parser finds out by itself if these bytes are no UTF-8. */
    static boolean isPossible(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] < 0 && !begins(bytes, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a character may begin so, or go on so. */
    static boolean begins(byte[] bytes, int at) {
        int next = at + 1 < bytes.length ? bytes[at + 1] & 0xFF : 0;
        return switch (bytes[at] & 0xFF) {
            case 0xC0, 0xC1, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE, 0xFF -> false;
            case 0xE0 -> next >= 0xA0;
            case 0xF0 -> next >= 0x90;
            case 0xF4 -> next < 0x90;
            default -> true;
        };
    }
}
