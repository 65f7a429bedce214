package io.aett.reactive.s3;

import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Where everything is.
 *
 * <pre>
 * PREFIX store                                          the store's id
 * PREFIX data/STORE/state/VERSION                       each purged tenant's generation
 * PREFIX data/STORE/log/POSITION                        which commits a batch announced
 * PREFIX data/STORE/t/TENANT/GENERATION/c/STREAM/SLOT   a commit, or a void
 * PREFIX data/STORE/t/TENANT/GENERATION/m/STREAM/ID/N   the n-th slot that was tried for a commit id
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
 * key has more than 800 bytes.
 */
final class S3Keys {

    private static final int LONGEST = 200;
    private static final int READABLE = 120;
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

    String marker(StreamPlace stream, UUID commitId, long attempt) {
        return folder(stream, "m") + commitId + "/" + number(attempt);
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
        if (part.length() <= LONGEST) {
            return part.toString();
        }
        int cut = part.lastIndexOf("!", READABLE - 1) > READABLE - 3 ? part.lastIndexOf("!", READABLE - 1) : READABLE;
        return part.substring(0, cut) + "!!" + HEX.formatHex(sha256(bytes));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A stream within the generation of its tenant. */
    record StreamPlace(UUID storeId, long generation, StreamKey stream) {}
}
