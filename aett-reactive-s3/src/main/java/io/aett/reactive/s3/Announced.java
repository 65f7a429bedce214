package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of a log object: a commit that a writer was about to put into a slot.
 *
 * <p>Fields are divided by tabs, which no id contains, and lines by line feeds. The first line says the format and, if the writer
 * asked for any, for how many milliseconds readers should wait for the commits of the others.
 *
 * @param checkpoint the commit's, if it came to that slot: the log object's position and the line's index
 * @param generation of the tenant, when it was announced
 * @param sequence of the commit
 * @param slot that it was to be put into
 * @param bytes of the payload
 * @param stamp of the commit
 * @param patience how long its writer asked readers to wait for it
 */
record Announced(
        long checkpoint,
        StreamKey stream,
        long generation,
        long sequence,
        long slot,
        int bytes,
        Instant stamp,
        Duration patience) {

    /** A log object has at most so many lines. */
    static final int MOST = 1 << 10;

    private static final String FORMAT = "aett-log 1";
    private static final int FIELDS = 7;

    /** The line for a commit that goes behind {@code before}; the checkpoint comes with the log object's place. */
    static Announced of(EncodedCommit commit, long generation, Filled before, Duration patience) {
        Filled filled = before.next(commit, 0);
        return new Announced(
                0,
                commit.stream(),
                generation,
                commit.sequence(),
                filled.slot(),
                commit.payload().length,
                filled.stamp(),
                patience);
    }

    /** This line, in the log object that gives it the checkpoint. */
    Announced at(long place) {
        return new Announced(place, stream, generation, sequence, slot, bytes, stamp, patience);
    }

    /** The tenant was purged since: what was announced before is gone, and will not come. */
    boolean isDead(StoreState.State now) {
        return generation < now.generation(stream.tenantId());
    }

    S3Keys.StreamPlace place(UUID storeId) {
        return new S3Keys.StreamPlace(storeId, generation, stream);
    }

    /** The checkpoint of a line of the log object at a position. */
    static long checkpoint(long position, int index) {
        return position * MOST + index;
    }

    /** The position of the log object that a checkpoint belongs to. */
    static long position(long checkpoint) {
        return checkpoint / MOST;
    }

    /** The highest checkpoint that belongs to a position. */
    static long lastOf(long position) {
        return position == 0 ? 0 : checkpoint(position, MOST - 1);
    }

    /** The body of a log object. The checkpoints are not in it: they follow from where it lands. */
    static byte[] write(List<Announced> lines) {
        StringBuilder text = new StringBuilder(FORMAT);
        long patience = lines.get(0).patience.toMillis();
        if (patience > 0) {
            text.append('\t').append(patience);
        }
        text.append('\n');
        for (Announced line : lines) {
            text.append(line.generation)
                    .append('\t')
                    .append(line.slot)
                    .append('\t')
                    .append(line.bytes)
                    .append('\t')
                    .append(line.stamp)
                    .append('\t')
                    .append(line.sequence)
                    .append('\t')
                    .append(line.stream.tenantId())
                    .append('\t')
                    .append(line.stream.streamId())
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static List<Announced> parse(long position, Found object) {
        String[] lines = new String(object.body(), StandardCharsets.UTF_8).split("\n", -1);
        String[] first = lines[0].split("\t", 2);
        if (!first[0].equals(FORMAT)) {
            throw malformed(object, null);
        }
        List<Announced> parsed = new ArrayList<>(lines.length);
        try {
            Duration patience = first.length == 1 ? Duration.ZERO : Duration.ofMillis(Long.parseLong(first[1]));
            for (int i = 1; i < lines.length - 1; i++) {
                parsed.add(parse(checkpoint(position, i - 1), lines[i].split("\t", FIELDS), patience));
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            throw malformed(object, e);
        }
        return parsed;
    }

    private static Announced parse(long checkpoint, String[] field, Duration patience) {
        return new Announced(
                checkpoint,
                new StreamKey(field[5], field[6]),
                Long.parseLong(field[0]),
                Long.parseLong(field[4]),
                Long.parseLong(field[1]),
                Integer.parseInt(field[2]),
                Instant.parse(field[3]),
                patience);
    }

    private static StorageException malformed(Found object, @Nullable Throwable why) {
        return new StorageException("the log object " + object.key() + " is not one that this version can read", why);
    }
}
