package io.aett.reactive.mongodb;

import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** Names of fields, which are the stored format, and what queries are made of. */
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

    static long micros(Instant stamp) {
        return stamp.getEpochSecond() * 1_000_000L + TimeUnit.NANOSECONDS.toMicros(stamp.getNano());
    }
}
