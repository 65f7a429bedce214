package io.aett.reactive.benchmarks.subject;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Where the objects of one store are, and what is in them; for ids that need no escaping.
 *
 * @param data the folder of the store's data
 */
record S3Objects(String data) {

    private static final String LOG_FORMAT = "aett-log 1";
    private static final int LINES = 1024;
    private static final int FIELDS = 7;
    private static final int SLOT = 1;
    private static final int STREAM = 6;
    private static final int BLOCK = 64;
    private static final int ID_BITS = 40;
    private static final int ID_RADIX = 32;
    private static final int ID_DIGITS = 8;

    static S3Objects of(String prefix, UUID store) {
        return new S3Objects(prefix + "data/" + store + "/");
    }

    /** The state of a store in which no tenant was purged. */
    String state() {
        return data + "state/" + Padded.of(1);
    }

    String logs() {
        return data + "log/";
    }

    String log(long position) {
        return logs() + Padded.of(position);
    }

    String commit(String stream, long slot) {
        return folder(stream) + Padded.of(slot);
    }

    private String folder(String stream) {
        return data + "t/" + Subject.TENANT + "/" + Padded.of(0) + "/c/" + stream + "/";
    }

    /** The ids that the slot behind this one says, of those that this one says and of its own. */
    static String idsBehind(long slot, String ids, UUID id) {
        return slot % BLOCK == 0 ? "" : ids + digits(id);
    }

    /** In place of the ids that the slot behind this one would say. */
    static String noIdsBehind(long slot) {
        return "0".repeat((int) (slot % BLOCK) * ID_DIGITS);
    }

    private static String digits(UUID id) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            String digits = Long.toString(ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - ID_BITS), ID_RADIX);
            return "0".repeat(ID_DIGITS - digits.length()) + digits;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The metadata of a commit of one event in the first line of a log object. */
    static Map<String, String> metadata(long sequence, UUID id, UUID nonce, Instant stamp, long position, String ids) {
        String number = Long.toString(sequence);
        Map<String, String> all = new HashMap<>(Map.of(
                "sequence",
                number,
                "revision",
                number,
                "stamp",
                stamp.toString(),
                "commit-id",
                id.toString(),
                "nonce",
                nonce.toString(),
                "events",
                "1",
                "checkpoint",
                Long.toString(position * LINES)));
        if (!ids.isEmpty()) {
            all.put("ids", ids);
        }
        return all;
    }

    /** A log object that announces one commit of one event. */
    static byte[] announcement(String stream, long sequence, int bytes, Instant stamp) {
        String line = String.join(
                "\t",
                "0",
                Long.toString(sequence),
                Integer.toString(bytes),
                stamp.toString(),
                Long.toString(sequence),
                Subject.TENANT,
                stream);
        return (LOG_FORMAT + "\n" + line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The keys of the commits that a log object announces. */
    List<String> announced(byte[] log) {
        return Arrays.stream(new String(log, StandardCharsets.UTF_8).split("\n", 0))
                .skip(1)
                .map(line -> line.split("\t", FIELDS))
                .map(fields -> commit(fields[STREAM], Long.parseLong(fields[SLOT])))
                .toList();
    }
}
