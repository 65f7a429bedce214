package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which ids some of a stream's slots hold, to be searched. A function of these slots, which never change.
 *
 * @param start the slot before the first
 * @param sorted for each slot the bits of its id, and below them its place behind the start
 */
@SuppressWarnings("ArrayRecordComponent")
record Digest(long start, long[] sorted) {

    /** The most slots in one. */
    static final int MOST = 1 << 20;

    private static final int PLACE_BITS = 20;
    private static final String FORMAT = "aett-ids 1\n";

    /** Of the block that this slot is the last of, which says the ids of all others. */
    static Digest ofBlock(Filled last) {
        return of(last.slot() - Ids.BLOCK, last.idsWithOwn());
    }

    private static Digest of(long start, String ids) {
        long[] sorted = new long[ids.length() / Ids.DIGITS];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Ids.bits(ids, i) << PLACE_BITS | i;
        }
        Arrays.sort(sorted);
        return new Digest(start, sorted);
    }

    /** Of slots that follow one another. */
    static Digest merged(List<Digest> parts) {
        long start = parts.get(0).start;
        long[] all = parts.stream()
                .flatMapToLong(part -> Arrays.stream(part.sorted).map(one -> one + part.start - start))
                .sorted()
                .toArray();
        return new Digest(start, all);
    }

    int size() {
        return sorted.length;
    }

    /** The slots that may hold the commit with this id. */
    List<Long> slotsOf(UUID id) {
        List<Long> slots = new ArrayList<>(0);
        long wanted = Ids.bits(id);
        int found = Arrays.binarySearch(sorted, wanted << PLACE_BITS);
        for (int i = found < 0 ? -found - 1 : found; i < sorted.length && sorted[i] >>> PLACE_BITS == wanted; i++) {
            slots.add(start + 1 + place(sorted[i]));
        }
        return slots;
    }

    private static int place(long one) {
        return (int) (one & (1L << PLACE_BITS) - 1);
    }

    byte[] write() {
        String[] ids = new String[sorted.length];
        for (long one : sorted) {
            ids[place(one)] = Ids.text(one >>> PLACE_BITS);
        }
        return (FORMAT + String.join("", ids)).getBytes(StandardCharsets.US_ASCII);
    }

    static Digest parse(String key, long start, int size, byte[] body) {
        String text = new String(body, StandardCharsets.US_ASCII);
        if (!text.startsWith(FORMAT) || text.length() != FORMAT.length() + size * Ids.DIGITS) {
            throw malformed(key, null);
        }
        try {
            return of(start, text.substring(FORMAT.length()));
        } catch (IllegalArgumentException e) {
            throw malformed(key, e);
        }
    }

    private static StorageException malformed(String key, @Nullable Throwable why) {
        return new StorageException(
                "the ids in " + key
                        + " are not such that this version can read them; they are stored elsewhere, too, and"
                        + " may be removed",
                why);
    }
}
