package io.aett.reactive.mongodb;

import com.mongodb.MongoClientSettings;
import io.aett.reactive.StorageException;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonBinarySubType;
import org.bson.BsonReader;
import org.bson.BsonReaderMark;
import org.bson.BsonType;
import org.bson.BsonWriter;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.codecs.configuration.CodecRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads commits without a {@code BsonDocument} between, which is a map with an object for each field. Fields that are not known
 * are skipped, so that later versions may add some. Those of another type than theirs are taken as missing: who needs them can name them, and
 * who does not, such as a reader of a tombstone, is not stopped by them.
 */
final class CommitDocuments implements Codec<StoredCommit> {

    private static final int UUID_BYTES = 16;
    private static final CommitDocuments COMMITS = new CommitDocuments();

    /** Of commits, of answers with the log's document behind them, and of whatever else the driver knows. */
    static final CodecRegistry REGISTRY = CodecRegistries.fromRegistries(
            CodecRegistries.fromCodecs(COMMITS, new Answers()), MongoClientSettings.getDefaultCodecRegistry());

    private CommitDocuments() {}

    @Override
    public void encode(BsonWriter writer, StoredCommit commit, EncoderContext context) {
        writer.writeStartDocument();
        writer.writeInt64(Documents.ID, commit.position());
        if (!commit.isTombstone()) {
            writer.writeString(Documents.TENANT, commit.neededTenant());
            writer.writeInt64(Documents.GENERATION, commit.generation());
            writer.writeString(Documents.STREAM, commit.neededStream());
            writer.writeInt64(Documents.SEQUENCE, commit.sequence());
            writer.writeInt64(Documents.REVISION, commit.revision());
            writer.writeInt32(Documents.EVENTS, Math.toIntExact(commit.events()));
            writer.writeBinaryData(Documents.COMMIT_ID, new BsonBinary(commit.neededCommitId()));
            writer.writeBinaryData(Documents.NONCE, new BsonBinary(commit.neededNonce()));
            writer.writeInt64(Documents.STAMP, commit.stampMicros());
            byte[] payload = commit.payload();
            if (payload != null) {
                writer.writeBinaryData(Documents.PAYLOAD, new BsonBinary(payload));
            } else {
                writer.writeInt32(Documents.PARTS, Math.toIntExact(commit.parts()));
                writer.writeInt64(Documents.BYTES, commit.bytes());
            }
        }
        writer.writeEndDocument();
    }

    @Override
    public StoredCommit decode(BsonReader reader, DecoderContext context) {
        long position = StoredCommit.NOT_THERE;
        String tenant = null;
        String stream = null;
        long generation = StoredCommit.NOT_THERE;
        long sequence = StoredCommit.NOT_THERE;
        long revision = StoredCommit.NOT_THERE;
        long events = StoredCommit.NOT_THERE;
        UUID commitId = null;
        UUID nonce = null;
        long stamp = StoredCommit.NOT_THERE;
        byte[] payload = null;
        long parts = StoredCommit.NOT_THERE;
        long bytes = StoredCommit.NOT_THERE;
        reader.readStartDocument();
        while (reader.readBsonType() != BsonType.END_OF_DOCUMENT) {
            switch (reader.readName()) {
                case Documents.ID -> position = int64(reader);
                case Documents.TENANT -> tenant = string(reader);
                case Documents.GENERATION -> generation = int64(reader);
                case Documents.STREAM -> stream = string(reader);
                case Documents.SEQUENCE -> sequence = int64(reader);
                case Documents.REVISION -> revision = int64(reader);
                case Documents.EVENTS -> events = int32(reader);
                case Documents.COMMIT_ID -> commitId = uuid(reader);
                case Documents.NONCE -> nonce = uuid(reader);
                case Documents.STAMP -> stamp = int64(reader);
                case Documents.PAYLOAD -> payload = bytes(reader);
                case Documents.PARTS -> parts = int32(reader);
                case Documents.BYTES -> bytes = int64(reader);
                default -> reader.skipValue();
            }
        }
        reader.readEndDocument();
        if (position == StoredCommit.NOT_THERE) {
            throw new StorageException(
                    "MongoDB: the commits have a document whose \"_id\" is no 64-bit number, so that it"
                            + " has no place in the order; was it put there by hand?");
        }
        return new StoredCommit(
                position,
                tenant,
                generation,
                stream,
                sequence,
                revision,
                events,
                commitId,
                nonce,
                stamp,
                payload,
                parts,
                bytes);
    }

    private static boolean is(BsonReader reader, BsonType type) {
        boolean is = reader.getCurrentBsonType() == type;
        if (!is) {
            reader.skipValue();
        }
        return is;
    }

    private static long int64(BsonReader reader) {
        return is(reader, BsonType.INT64) ? reader.readInt64() : StoredCommit.NOT_THERE;
    }

    private static long int32(BsonReader reader) {
        return is(reader, BsonType.INT32) ? reader.readInt32() : StoredCommit.NOT_THERE;
    }

    private static @Nullable String string(BsonReader reader) {
        return is(reader, BsonType.STRING) ? reader.readString() : null;
    }

    private static byte @Nullable [] bytes(BsonReader reader) {
        return is(reader, BsonType.BINARY) ? reader.readBinaryData().getData() : null;
    }

    private static @Nullable UUID uuid(BsonReader reader) {
        if (!is(reader, BsonType.BINARY)) {
            return null;
        }
        BsonBinary binary = reader.readBinaryData();
        boolean standard =
                binary.getType() == BsonBinarySubType.UUID_STANDARD.getValue() && binary.getData().length == UUID_BYTES;
        return standard ? binary.asUuid() : null;
    }

    @Override
    public Class<StoredCommit> getEncoderClass() {
        return StoredCommit.class;
    }

    /** Tells the log's document, which begins with an id that is a word, from commits, also from those that an index tells of. */
    private static final class Answers implements Codec<Answered> {

        private static final BsonDocumentCodec OTHERS = new BsonDocumentCodec();

        @Override
        public Answered decode(BsonReader reader, DecoderContext context) {
            BsonReaderMark start = reader.getMark();
            reader.readStartDocument();
            boolean log = reader.readBsonType() == BsonType.STRING
                    && reader.readName().equals(Documents.ID);
            start.reset();
            return log ? new Answered.Log(OTHERS.decode(reader, context)) : COMMITS.decode(reader, context);
        }

        @Override
        public void encode(BsonWriter writer, Answered answered, EncoderContext context) {
            throw new UnsupportedOperationException("answers are only read");
        }

        @Override
        public Class<Answered> getEncoderClass() {
            return Answered.class;
        }
    }
}
