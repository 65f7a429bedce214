package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of the log came to: its commits, all of them, of one tenant or of all, in the order of their checkpoints.
 *
 * <p>As it is stored: a line with the format, the stretch and the length of the index; the index, a line for each tenant with where its
 * commits are; and these, a line for each with its payload behind it. So one request gets all, and two get what is one tenant's.
 *
 * @param from the stretch's first position
 * @param to its last
 */
record Pack(long from, long to, List<Row> rows) {

    private static final String FORMAT = "aett-pack 1";
    private static final int FIELDS = 11;

    /**
     * One commit.
     *
     * @param bytes of the payload
     * @param payload null for a large one, which stays in its slot
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Row(StreamKey stream, long generation, Filled filled, int bytes, byte @Nullable [] payload) {

        /** The tenant was purged since. */
        boolean isDead(State now) {
            return generation < now.generation(stream.tenantId());
        }

        StreamPlace place(UUID storeId) {
            return new StreamPlace(storeId, generation, stream);
        }

        /** The commit; only if its payload is here. */
        EncodedCommit encoded() {
            byte[] here = payload;
            if (here == null) {
                throw new IllegalStateException("the payload is in the slot");
            }
            return filled.encoded(stream, here);
        }
    }

    /** Where a tenant's commits are, counted from the end of the index. */
    record Part(int offset, int length, long lowestGeneration, String tenantId) {}

    /**
     * The beginning of a pack.
     *
     * @param length its own, in bytes
     */
    record Index(long from, long to, int length, List<Part> parts) {

        boolean holdsOfBefore(String tenantId, long generation) {
            return parts.stream()
                    .anyMatch(part -> part.tenantId.equals(tenantId) && part.lowestGeneration < generation);
        }
    }

    /** Without what was purged since it was made. */
    Pack without(State now) {
        return new Pack(from, to, rows.stream().filter(row -> !row.isDead(now)).toList());
    }

    /** The same for all who make it, as long as nobody is purged. */
    byte[] write() {
        TreeMap<String, List<Row>> tenants = new TreeMap<>();
        rows.forEach(row -> tenants.computeIfAbsent(row.stream.tenantId(), tenant -> new ArrayList<>())
                .add(row));
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        StringBuilder index = new StringBuilder();
        tenants.forEach((tenant, of) -> {
            int offset = data.size();
            of.forEach(row -> write(row, data));
            long lowest = of.stream().mapToLong(Row::generation).min().orElse(0);
            index.append(offset)
                    .append('\t')
                    .append(data.size() - offset)
                    .append('\t')
                    .append(lowest)
                    .append('\t')
                    .append(tenant)
                    .append('\n');
        });
        byte[] parts = index.toString().getBytes(StandardCharsets.UTF_8);
        byte[] head = (FORMAT + "\t" + from + "\t" + to + "\t" + parts.length + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(head, head.length + parts.length + data.size());
        System.arraycopy(parts, 0, all, head.length, parts.length);
        System.arraycopy(data.toByteArray(), 0, all, head.length + parts.length, data.size());
        return all;
    }

    private static void write(Row row, ByteArrayOutputStream data) {
        Filled filled = row.filled;
        Filled.Ident commit = filled.ident();
        byte[] here = row.payload;
        String line = String.join(
                "\t",
                Long.toString(row.generation),
                Long.toString(filled.slot()),
                Long.toString(filled.sequence()),
                Long.toString(filled.revision()),
                Integer.toString(commit.events()),
                commit.commitId().toString(),
                commit.nonce().toString(),
                filled.stamp().toString(),
                Long.toString(commit.checkpoint()),
                here == null ? "-" + row.bytes : Integer.toString(row.bytes),
                row.stream.streamId());
        data.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        if (here != null) {
            data.writeBytes(here);
        }
    }

    /** The index, of a pack that may be cut behind it; null when it is cut before that. */
    static @Nullable Index index(String key, byte[] pack) {
        try {
            int end = lineEnd(pack, 0);
            String[] head = text(pack, 0, end).split("\t", -1);
            if (!head[0].equals(FORMAT)) {
                throw malformed(key, null);
            }
            int length = end + 1 + Integer.parseInt(head[3]);
            if (length > pack.length) {
                return null;
            }
            List<Part> parts = new ArrayList<>();
            for (int at = end + 1; at < length; at = end + 1) {
                end = lineEnd(pack, at);
                String[] field = text(pack, at, end).split("\t", 4);
                parts.add(new Part(
                        Integer.parseInt(field[0]), Integer.parseInt(field[1]), Long.parseLong(field[2]), field[3]));
            }
            return new Index(Long.parseLong(head[1]), Long.parseLong(head[2]), length, parts);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw malformed(key, e);
        }
    }

    /** A whole pack. */
    static Pack parse(String key, byte[] pack) {
        Index index = index(key, pack);
        if (index == null) {
            throw malformed(key, null);
        }
        List<Row> rows = new ArrayList<>();
        index.parts.forEach(part -> rows.addAll(rows(key, part, pack, index.length + part.offset)));
        rows.sort(Comparator.comparingLong(row -> row.filled.checkpoint()));
        return new Pack(index.from, index.to, List.copyOf(rows));
    }

    /** One tenant's commits, which begin there. */
    static List<Row> rows(String key, Part part, byte[] bytes, int begin) {
        List<Row> rows = new ArrayList<>();
        try {
            int at = begin;
            while (at < begin + part.length) {
                int end = lineEnd(bytes, at);
                String[] field = text(bytes, at, end).split("\t", FIELDS);
                int size = Integer.parseInt(field[9]);
                int next = end + 1 + Math.max(0, size);
                if (next > bytes.length) {
                    throw malformed(key, null);
                }
                byte @Nullable [] payload = field[9].startsWith("-") ? null : Arrays.copyOfRange(bytes, end + 1, next);
                rows.add(row(part.tenantId, field, Math.abs(size), payload));
                at = next;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            throw malformed(key, e);
        }
        return rows;
    }

    private static Row row(String tenantId, String[] field, int bytes, byte @Nullable [] payload) {
        Filled.Ident commit = new Filled.Ident(
                UUID.fromString(field[5]),
                UUID.fromString(field[6]),
                Integer.parseInt(field[4]),
                Long.parseLong(field[8]));
        Filled filled = new Filled(
                Long.parseLong(field[1]),
                Long.parseLong(field[2]),
                Long.parseLong(field[3]),
                Instant.parse(field[7]),
                commit,
                null);
        return new Row(new StreamKey(tenantId, field[10]), Long.parseLong(field[0]), filled, bytes, payload);
    }

    private static int lineEnd(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private static StorageException malformed(String key, @Nullable Throwable why) {
        return new StorageException(
                "the pack " + key + " is not one that this version can read; it holds nothing that is not stored"
                        + " elsewhere, and may be removed",
                why);
    }
}
