package io.aett.reactive.s3;

import io.aett.reactive.internal.Digests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Commit ids as texts of eight digits, one behind the other: the 40 first bits of the SHA-256 of an id, to the base 32. Two that differ are
 * of two ids; two that are the same are mostly of one, and a look at the commit tells.
 */
final class Ids {

    /** Each slot says the ids of those before it, back to the last multiple of this. */
    static final int BLOCK = 64;

    static final int DIGITS = 8;

    /** In place of the id where a slot holds none. */
    static final String VOID = "0".repeat(DIGITS);

    private static final int RADIX = 32;
    private static final int BITS = 40;

    private Ids() {}

    static String digits(UUID id) {
        return text(bits(id));
    }

    /** The same as a number. */
    static long bits(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        byte[] hash = Digests.sha256().digest(bytes.array());
        return ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - BITS);
    }

    static String text(long bits) {
        String digits = Long.toString(bits, RADIX);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** The number at a place of a text; an {@link IllegalArgumentException} if there is none. */
    static long bits(String ids, int place) {
        return Long.parseLong(ids, place * DIGITS, (place + 1) * DIGITS, RADIX);
    }

    /** Where in a text the id may be, from 0. */
    static List<Integer> placesOf(UUID id, String ids) {
        List<Integer> places = new ArrayList<>(0);
        String wanted = digits(id);
        for (int at = 0; at < ids.length(); at += DIGITS) {
            if (ids.startsWith(wanted, at)) {
                places.add(at / DIGITS);
            }
        }
        return places;
    }
}
