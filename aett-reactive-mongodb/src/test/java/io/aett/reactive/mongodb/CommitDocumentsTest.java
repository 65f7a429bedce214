package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.EncodedCommit;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.BsonDocumentWriter;
import org.bson.BsonInt64;
import org.bson.codecs.Codec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commits as documents, without a server. What these look like is in the golden files. */
class CommitDocumentsTest {

    private static final Codec<StoredCommit> CODEC = CommitDocuments.REGISTRY.get(StoredCommit.class);
    private static final long GENERATION = 5;

    private static BsonDocument written(StoredCommit commit) {
        BsonDocument document = new BsonDocument();
        CODEC.encode(
                new BsonDocumentWriter(document),
                commit,
                EncoderContext.builder().build());
        return document;
    }

    private static StoredCommit read(BsonDocument document) {
        return CODEC.decode(
                new BsonDocumentReader(document), DecoderContext.builder().build());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000})
    void what_is_written_is_read_in_any_order_of_fields(int bytes) {
        EncodedCommit commit = Commits.commit("tenant", "s", 3, new byte[bytes]);
        BsonDocument document = written(StoredCommit.of(commit, GENERATION, 7, Commits.STAMP));
        BsonDocument reversed = new BsonDocument();
        document.keySet().stream().sorted().forEach(field -> reversed.append(field, document.get(field)));

        for (BsonDocument each : List.of(document, reversed)) {
            EncodedCommit found = read(each).encoded();
            assertThat(found).usingRecursiveComparison().isEqualTo(commit.storedAs(7, Commits.STAMP));
            assertThat(read(each).generation()).isEqualTo(GENERATION);
        }
    }

    @Test
    void a_payload_in_parts_is_only_counted() {
        EncodedCommit commit = Commits.commit("tenant", "s", 1, new byte[Parts.PART_BYTES + 1]);

        StoredCommit found = read(written(StoredCommit.of(commit, GENERATION, 7, Commits.STAMP)));

        assertThat(found.isInParts()).isTrue();
        assertThat(found.parts()).isEqualTo(2);
        assertThat(found.payloadBytes()).isEqualTo(Parts.PART_BYTES + 1);
    }

    @Test
    void a_tombstone_has_a_place_and_nothing_else() {
        BsonDocument document = written(StoredCommit.tombstone(7));

        assertThat(document).isEqualTo(new BsonDocument(Documents.ID, new BsonInt64(7)));
        assertThat(read(document)).isEqualTo(StoredCommit.tombstone(7));
        assertThat(read(document).isTombstone()).isTrue();
    }
}
