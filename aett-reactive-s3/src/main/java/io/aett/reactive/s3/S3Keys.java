package io.aett.reactive.s3;

import io.aett.reactive.internal.Digests;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Where everything is.
 *
 * <pre>
 * PREFIX store                                          the store's id
 * PREFIX data/STORE/state/VERSION                       each purged tenant's generation
 * PREFIX data/STORE/log/POSITION                        which commits a batch announced
 * PREFIX data/STORE/p/SIZE/POSITION                     the commits of a stretch of the log, once more; SIZE is 0 or 1
 * PREFIX data/STORE/e/SPACE/KEY                         an entry of the states
 * PREFIX data/STORE/t/TENANT/GENERATION/c/STREAM/SLOT   a commit, or a void
 * PREFIX data/STORE/t/TENANT/GENERATION/i/STREAM/N/SLOT the ids in the N slots behind one
 * PREFIX data/STORE/t/TENANT/GENERATION/s/STREAM/REV    a snapshot; the newest comes first
 * </pre>
 *
 * <p>Numbers have 19 digits, so that keys sort as numbers do.
 *
 * <p><b>Ids in keys.</b> A tenant or stream id becomes one part of a key. Letters, digits, {@code - _ .} stand for
 * themselves, except a dot at the start (no part is {@code .} or {@code ..}); every other UTF-8 byte is {@code !} and two
 * hex digits. That is injective, and in the characters that S3 calls safe. Two ids of 400 bytes do not fit a key of 1024 in
 * any alphabet that stores and proxies pass on unharmed, and several compatible stores keep a part as a file name of at most
 * 255 bytes. So what is longer than {@value #LONGEST} is cut and followed by {@code !!} and the SHA-256 of the id, which the
 * short form never contains: two ids with the same part would be a collision of SHA-256. With the longest prefix and ids no
 * key of these has more than 800 bytes.
 *
 * <p><b>Spaces and keys of states.</b> A space is as an id, but cut where it is longer than {@value #LONGEST_SPACE}, so that a key of 400
 * bytes fits in whole, in an order that LIST gives back: see {@link Ordered}. Those have at most 1000 bytes.
 */
final class S3Keys {

    private static final int LONGEST = 200;
    private static final int READABLE = 120;
    private static final int LONGEST_SPACE = 100;
    private static final int READABLE_SPACE = 34;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String prefix;

    S3Keys(String prefix) {
        this.prefix = prefix;
    }

    String store() {
        return prefix + "store";
    }

    /** The data of all stores that ever were under this prefix. */
    String allData() {
        return prefix + "data/";
    }

    /** Where {@code initialize()} tries what the endpoint does. */
    String probes() {
        return prefix + "probe/";
    }

    String data(UUID storeId) {
        return allData() + storeId + "/";
    }

    /** All versions of what may change. */
    String states(UUID storeId) {
        return data(storeId) + "state/";
    }

    String state(UUID storeId, long version) {
        return states(storeId) + number(version);
    }

    String logs(UUID storeId) {
        return data(storeId) + "log/";
    }

    String log(UUID storeId, long position) {
        return logs(storeId) + number(position);
    }

    /** All packs. */
    String packs(UUID storeId) {
        return data(storeId) + "p/";
    }

    /** The pack of the small or the large stretch that begins at the position. */
    String pack(UUID storeId, boolean large, long position) {
        return packs(storeId) + (large ? "1/" : "0/") + number(position);
    }

    /** The entries of a space. */
    String entries(UUID storeId, String space) {
        return data(storeId) + "e/" + part(space, LONGEST_SPACE, READABLE_SPACE) + "/";
    }

    String entry(UUID storeId, String space, String key) {
        return entries(storeId, space) + Ordered.write(key);
    }

    String tenant(UUID storeId, String tenantId) {
        return data(storeId) + "t/" + part(tenantId) + "/";
    }

    String generation(UUID storeId, String tenantId, long generation) {
        return tenant(storeId, tenantId) + number(generation) + "/";
    }

    /** The generation that a key below {@link #tenant} belongs to. */
    static long generationOf(String tenantKey, String key) {
        int begin = tenantKey.length();
        return Long.parseLong(key.substring(begin, key.indexOf('/', begin)));
    }

    /** The slots of a stream. */
    String slots(StreamPlace stream) {
        return folder(stream, "c");
    }

    String slot(StreamPlace stream, long slot) {
        return slots(stream) + number(slot);
    }

    /** The ids of so many slots behind one. */
    String ids(StreamPlace stream, int slots, long start) {
        return folder(stream, "i") + slots + "/" + number(start);
    }

    /** The snapshots of a stream. */
    String snapshots(StreamPlace stream) {
        return folder(stream, "s");
    }

    /** The newest revision comes first. */
    String snapshot(StreamPlace stream, long revision) {
        return snapshots(stream) + number(Long.MAX_VALUE - revision);
    }

    static long snapshotRevision(String key) {
        return Long.MAX_VALUE - Long.parseLong(key.substring(key.length() - 19));
    }

    private String folder(StreamPlace place, String kind) {
        StreamKey stream = place.stream();
        return generation(place.storeId(), stream.tenantId(), place.generation()) + kind + "/" + part(stream.streamId())
                + "/";
    }

    static String number(long number) {
        String digits = Long.toString(number);
        return "0".repeat(19 - digits.length()) + digits;
    }

    /** One part of a key for an id; see above. */
    static String part(String id) {
        return part(id, LONGEST, READABLE);
    }

    private static String part(String id, int longest, int readable) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        StringBuilder part = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            boolean plain = (b >= 'a' && b <= 'z')
                    || (b >= 'A' && b <= 'Z')
                    || (b >= '0' && b <= '9')
                    || b == '-'
                    || b == '_'
                    || (b == '.' && part.length() > 0);
            if (plain) {
                part.append((char) b);
            } else {
                HEX.toHexDigits(part.append('!'), b);
            }
        }
        if (part.length() <= longest) {
            return part.toString();
        }
        int escape = part.lastIndexOf("!", readable - 1);
        int cut = escape > readable - 3 ? escape : readable;
        return part.substring(0, cut) + "!!" + HEX.formatHex(Digests.sha256().digest(bytes));
    }

    /** A stream within the generation of its tenant. */
    record StreamPlace(UUID storeId, long generation, StreamKey stream) {}
}
