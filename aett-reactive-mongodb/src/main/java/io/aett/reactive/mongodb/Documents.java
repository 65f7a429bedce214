package io.aett.reactive.mongodb;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** Commits as documents. Field names are the stored format. */
final class Documents {

    static final String ID = "_id";
    static final String TENANT = "tenant";
    static final String GENERATION = "generation";
    static final String STREAM = "stream";
    static final String SEQUENCE = "sequence";
    static final String REVISION = "revision";
    static final String EVENTS = "events";
    static final String COMMIT_ID = "commitId";
    static final String NONCE = "nonce";
    static final String STAMP = "stamp";
    static final String PAYLOAD = "payload";
    static final String PARTS = "parts";
    static final String BYTES = "bytes";

    private Documents() {}

    /** A commit at a position; a payload that is stored in parts is only counted. */
    static BsonDocument commit(EncodedCommit commit, long generation, long position, Instant stamp) {
        BsonDocument document = new BsonDocument(ID, new BsonInt64(position));
        stream(document, commit.stream(), generation);
        document.append(SEQUENCE, new BsonInt64(commit.sequence()))
                .append(REVISION, new BsonInt64(commit.revision()))
                .append(EVENTS, new BsonInt32(commit.eventCount()))
                .append(COMMIT_ID, new BsonBinary(commit.commitId()))
                .append(NONCE, new BsonBinary(commit.nonce()))
                .append(STAMP, new BsonInt64(micros(stamp)));
        int parts = Parts.count(commit.payload().length);
        return parts == 0
                ? document.append(PAYLOAD, new BsonBinary(commit.payload()))
                : document.append(PARTS, new BsonInt32(parts)).append(BYTES, new BsonInt64(commit.payload().length));
    }

    static BsonDocument tombstone(long position) {
        return new BsonDocument(ID, new BsonInt64(position));
    }

    static boolean isTombstone(BsonDocument document) {
        return !document.containsKey(TENANT);
    }

    static boolean isLog(BsonDocument document) {
        return document.isString(ID);
    }

    static EncodedCommit commit(BsonDocument document, byte[] payload) {
        return new EncodedCommit(
                stream(document),
                number(document, SEQUENCE),
                number(document, REVISION),
                document.getInt32(EVENTS).getValue(),
                uuid(document, COMMIT_ID),
                uuid(document, NONCE),
                stamp(document),
                payload,
                number(document, ID));
    }

    static StreamKey stream(BsonDocument document) {
        return new StreamKey(
                document.getString(TENANT).getValue(),
                document.getString(STREAM).getValue());
    }

    /** The fields that every key begins with. */
    static BsonDocument stream(BsonDocument document, StreamKey stream, long generation) {
        return document.append(TENANT, new BsonString(stream.tenantId()))
                .append(GENERATION, new BsonInt64(generation))
                .append(STREAM, new BsonString(stream.streamId()));
    }

    /** Matches one value within a stream. */
    static Bson inStream(StreamKey stream, long generation, String field, BsonValue value) {
        return stream(new BsonDocument(), stream, generation).append(field, value);
    }

    static long number(BsonDocument document, String field) {
        return document.getInt64(field).getValue();
    }

    static UUID uuid(BsonDocument document, String field) {
        return document.getBinary(field).asUuid();
    }

    static Instant stamp(BsonDocument document) {
        long micros = number(document, STAMP);
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), TimeUnit.MICROSECONDS.toNanos(Math.floorMod(micros, 1_000_000L)));
    }

    static long micros(Instant stamp) {
        return stamp.getEpochSecond() * 1_000_000L + TimeUnit.NANOSECONDS.toMicros(stamp.getNano());
    }

    /** How many bytes of payload the commit has, in this document or in parts; 0 when that was not asked for. */
    static long payloadBytes(BsonDocument document) {
        if (document.containsKey(PAYLOAD)) {
            return document.getBinary(PAYLOAD).getData().length;
        }
        return document.containsKey(BYTES) ? number(document, BYTES) : 0;
    }
}
