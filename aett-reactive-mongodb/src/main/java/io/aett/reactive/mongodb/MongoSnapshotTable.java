package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.model.DeleteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The snapshots: one document each, unique by generation, stream and revision. */
final class MongoSnapshotTable implements SnapshotTable {

    private static final String COMMIT_SEQUENCE = "commitSequence";

    private final Collections collections;
    private final Generations generations;

    MongoSnapshotTable(Collections collections, Generations generations) {
        this.collections = collections;
        this.generations = generations;
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        StreamKey stream = snapshot.stream();
        return generations.state().flatMap(generations::view).flatMap(view -> {
            long generation = view.of(stream.tenantId());
            BsonInt64 revision = new BsonInt64(snapshot.revision());
            BsonDocument document = Documents.stream(new BsonDocument(), stream, generation)
                    .append(Documents.REVISION, revision)
                    .append(COMMIT_SEQUENCE, new BsonInt64(snapshot.commitSequence()))
                    .append(Documents.PAYLOAD, new BsonBinary(snapshot.payload()));
            return Mono.from(collections
                            .snapshots()
                            .replaceOne(
                                    Documents.inStream(stream, generation, Documents.REVISION, revision),
                                    document,
                                    new ReplaceOptions().upsert(true)))
                    .then();
        });
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return generations
                .reading(stream.tenantId(), view -> newest(stream, view, maxRevision, 0, null))
                .map(document -> new EncodedSnapshot(
                        stream,
                        Documents.number(document, Documents.REVISION),
                        Documents.number(document, COMMIT_SEQUENCE),
                        document.getBinary(Documents.PAYLOAD).getData()));
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return generations.reading(stream.tenantId(), view -> newestRevision(stream, view, 0));
    }

    /** In one statement, once it is known from which revision on they are kept. */
    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return generations
                .state()
                .flatMap(generations::view)
                .flatMap(view -> newestRevision(stream, view, keep - 1)
                        .flatMap(oldest -> Mono.from(collections
                                .snapshots()
                                .deleteMany(
                                        and(ofStream(stream, view), lt(Documents.REVISION, oldest)),
                                        new DeleteOptions().hintString(Indexes.REVISION)))))
                .then();
    }

    /** Read from the index alone. */
    private Mono<Long> newestRevision(StreamKey stream, Generations.View view, int newer) {
        Bson revision = Projections.fields(Projections.excludeId(), Projections.include(Documents.REVISION));
        return newest(stream, view, Long.MAX_VALUE, newer, revision)
                .map(document -> Documents.number(document, Documents.REVISION));
    }

    private static BsonDocument ofStream(StreamKey stream, Generations.View view) {
        return Documents.stream(new BsonDocument(), stream, view.of(stream.tenantId()));
    }

    private Mono<BsonDocument> newest(
            StreamKey stream, Generations.View view, long maxRevision, int newer, @Nullable Bson fields) {
        return collections.first(collections
                .find(collections.snapshots(), and(ofStream(stream, view), lte(Documents.REVISION, maxRevision)))
                .sort(Sorts.descending(Documents.REVISION))
                .skip(newer)
                .projection(fields)
                .hintString(Indexes.REVISION));
    }
}
