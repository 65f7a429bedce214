package io.aett.reactive.benchmarks.subject;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
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
    private static final int FIELDS = 9;
    private static final int SLOT = 1;
    private static final int STREAM = 8;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

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
        return folder("c", stream) + Padded.of(slot);
    }

    String marker(String stream, UUID id) {
        return folder("m", stream) + id + "/" + Padded.of(1);
    }

    private String folder(String kind, String stream) {
        return data + "t/" + Subject.TENANT + "/" + Padded.of(0) + "/" + kind + "/" + stream + "/";
    }

    /** The metadata of a commit of one event in the first line of a log object. */
    static Map<String, String> metadata(long sequence, UUID id, UUID nonce, Instant stamp, long position) {
        String number = Long.toString(sequence);
        return Map.of(
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
                Long.toString(position * LINES));
    }

    /** A log object that announces one commit of one event. */
    static byte[] announcement(String stream, long sequence, int bytes, Instant stamp) {
        long before = sequence - 1;
        String line = String.join(
                "\t",
                "0",
                Long.toString(sequence),
                Integer.toString(bytes),
                stamp.toString(),
                Long.toString(before),
                Long.toString(before),
                (before == 0 ? EARLIEST : stamp).toString(),
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
