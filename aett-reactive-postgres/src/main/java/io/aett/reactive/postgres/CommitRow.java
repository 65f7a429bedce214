package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A commit as a row: the columns, in the order in which they are read. Stamps are microseconds since 1970, UTC. */
final class CommitRow {

    private static final String REST =
            "commit_sequence, stream_revision, event_count, commit_id, nonce, commit_stamp, payload";

    static final String COLUMNS = "checkpoint, tenant_id, stream_id, " + REST;

    /** Those of a commit whose stream is known. */
    static final String STREAM_COLUMNS = "checkpoint, " + REST;

    private CommitRow() {}

    /** The commit whose first column is number {@code first} of the row. */
    static EncodedCommit read(Readable row, int first) {
        return Objects.requireNonNull(readShown(row, first, number(row, first)));
    }

    /** The same, or null when the row shows no payload: then it is there to be counted. */
    static @Nullable EncodedCommit readShown(Readable row, int first, long checkpoint) {
        byte[] payload = row.get(first + 9, byte[].class);
        return payload == null
                ? null
                : read(new StreamKey(text(row, first + 1), text(row, first + 2)), row, first + 3, payload, checkpoint);
    }

    /** The same of {@link #STREAM_COLUMNS}, where all are shown. */
    static EncodedCommit readOf(StreamKey stream, Readable row, int first, long checkpoint) {
        return read(stream, row, first + 1, value(row, first + 7, byte[].class), checkpoint);
    }

    private static EncodedCommit read(StreamKey stream, Readable row, int rest, byte[] payload, long checkpoint) {
        return new EncodedCommit(
                stream,
                number(row, rest),
                number(row, rest + 1),
                value(row, rest + 2, Integer.class),
                value(row, rest + 3, UUID.class),
                value(row, rest + 4, UUID.class),
                instant(number(row, rest + 5)),
                payload,
                checkpoint);
    }

    static long number(Readable row, int column) {
        return value(row, column, Long.class);
    }

    static String text(Readable row, int column) {
        return value(row, column, String.class);
    }

    /** The value of a column that is never null. */
    static <T> T value(Readable row, int column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type));
    }

    static long micros(Instant stamp) {
        return Math.addExact(Math.multiplyExact(stamp.getEpochSecond(), 1_000_000L), stamp.getNano() / 1000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L);
    }
}
