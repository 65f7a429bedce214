package io.aett.reactive.mongodb;

import io.aett.reactive.StorageException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a document of the commits says: a commit, or as much of it as was asked for, or nothing but a position. Numbers that are not there are
 * {@link #NOT_THERE}. Who needs one that is missing, since somebody changed the document by hand, gets an error that names it.
 *
 * @param stampMicros since the epoch
 * @param payload null where it is in parts, or was not asked for
 * @param parts in how many parts the payload is, where it is in parts
 * @param bytes how large the payload in parts is
 */
@SuppressWarnings("ArrayRecordComponent") // handed from one method to the next, never compared
record StoredCommit(
        long position,
        @Nullable String tenant,
        long generation,
        @Nullable String stream,
        long sequence,
        long revision,
        long events,
        @Nullable UUID commitId,
        @Nullable UUID nonce,
        long stampMicros,
        byte @Nullable [] payload,
        long parts,
        long bytes)
        implements Answered {

    static final long NOT_THERE = Long.MIN_VALUE;

    /** A commit at a position; a payload that is stored in parts is only counted. */
    static StoredCommit of(EncodedCommit commit, long generation, long position, Instant stamp) {
        byte[] payload = commit.payload();
        int parts = Parts.count(payload.length);
        return new StoredCommit(
                position,
                commit.stream().tenantId(),
                generation,
                commit.stream().streamId(),
                commit.sequence(),
                commit.revision(),
                commit.eventCount(),
                commit.commitId(),
                commit.nonce(),
                Documents.micros(stamp),
                parts == 0 ? payload : null,
                parts == 0 ? NOT_THERE : parts,
                parts == 0 ? NOT_THERE : payload.length);
    }

    static StoredCommit tombstone(long position) {
        return new StoredCommit(
                position, null, NOT_THERE, null, NOT_THERE, NOT_THERE, NOT_THERE, null, null, NOT_THERE, null,
                NOT_THERE, NOT_THERE);
    }

    boolean isTombstone() {
        return tenant == null && stream == null && sequence == NOT_THERE;
    }

    /** Whether it is a commit, which was not purged as far as the view goes. */
    boolean isAlive(Generations.View view) {
        return !isTombstone() && neededGeneration() == view.of(neededTenant());
    }

    boolean isInParts() {
        return payload == null && parts != NOT_THERE;
    }

    String neededTenant() {
        return needed(tenant, Documents.TENANT);
    }

    String neededStream() {
        return needed(stream, Documents.STREAM);
    }

    StreamKey neededKey() {
        return new StreamKey(neededTenant(), neededStream());
    }

    long neededSequence() {
        return needed(sequence, Documents.SEQUENCE);
    }

    long neededRevision() {
        return needed(revision, Documents.REVISION);
    }

    long neededGeneration() {
        return needed(generation, Documents.GENERATION);
    }

    /** In how many parts the payload is, as its size says. */
    int neededParts() {
        if (parts != Parts.count((int) neededBytes())) {
            throw damaged(Documents.PARTS);
        }
        return (int) parts;
    }

    long neededBytes() {
        if (bytes <= 0 || bytes > Integer.MAX_VALUE) {
            throw damaged(Documents.BYTES);
        }
        return bytes;
    }

    UUID neededCommitId() {
        return needed(commitId, Documents.COMMIT_ID);
    }

    UUID neededNonce() {
        return needed(nonce, Documents.NONCE);
    }

    Instant neededStamp() {
        long micros = needed(stampMicros, Documents.STAMP);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }

    /** How many bytes of payload the commit has, in this document or in parts; 0 when that was not asked for. */
    long payloadBytes() {
        return payload != null ? payload.length : Math.max(0, bytes);
    }

    EncodedCommit encoded() {
        return encoded(needed(payload, Documents.PAYLOAD));
    }

    EncodedCommit encoded(byte[] joined) {
        return new EncodedCommit(
                neededKey(),
                neededSequence(),
                neededRevision(),
                Math.toIntExact(needed(events, Documents.EVENTS)),
                neededCommitId(),
                neededNonce(),
                neededStamp(),
                joined,
                position);
    }

    private long needed(long number, String field) {
        if (number == NOT_THERE) {
            throw damaged(field);
        }
        return number;
    }

    private <T> T needed(@Nullable T value, String field) {
        if (value == null) {
            throw damaged(field);
        }
        return value;
    }

    private StorageException damaged(String field) {
        return error("has no valid \"" + field + "\"; was it changed by hand?");
    }

    StorageException error(String what) {
        return new StorageException("MongoDB: the document of the commit at checkpoint " + position + " " + what);
    }
}
