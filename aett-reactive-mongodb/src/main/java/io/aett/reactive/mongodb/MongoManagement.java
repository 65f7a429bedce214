package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoServerException;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.spi.StorageManagement;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Creates, empties and drops the store's collections. */
final class MongoManagement implements StorageManagement {

    private static final int NAMESPACE_EXISTS = 48;
    private static final int FORMAT = 1;
    static final List<Bson> TO_TOMBSTONE = List.of(BsonDocument.parse("{\"$replaceWith\": {\"_id\": \"$_id\"}}"));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Collections collections;
    private final Generations generations;
    private final Counter counter;

    MongoManagement(Collections collections, Generations generations, Counter counter) {
        this.collections = collections;
        this.generations = generations;
        this.counter = counter;
    }

    /** The log's document comes last: where it is, everything is. */
    @Override
    public Mono<Void> initialize() {
        return Flux.fromIterable(collections.all())
                .concatMap(this::createCollection)
                .thenMany(createIndexes(collections.commits(), Indexes.OF_COMMITS))
                .thenMany(createIndexes(collections.parts(), Indexes.OF_PARTS))
                .thenMany(createIndexes(collections.snapshots(), Indexes.OF_SNAPSHOTS))
                .then(Mono.defer(this::createLog))
                .then(Mono.defer(counter::raise));
    }

    private Mono<Void> createCollection(MongoCollection<?> collection) {
        return Mono.from(collections
                        .database()
                        .createCollection(collection.getNamespace().getCollectionName()))
                .onErrorResume(
                        MongoCommandException.class,
                        error -> error.getErrorCode() == NAMESPACE_EXISTS ? Mono.empty() : Mono.error(error))
                .then();
    }

    private static Flux<String> createIndexes(MongoCollection<?> collection, List<IndexModel> indexes) {
        return Flux.fromIterable(indexes).concatMap(index -> collection.createIndexes(List.of(index)));
    }

    private Mono<Void> createLog() {
        long first = RANDOM.nextLong() >>> 16;
        Bson fresh = combine(
                setOnInsert(Generations.STORE, new BsonBinary(UUID.randomUUID())),
                setOnInsert("format", FORMAT),
                setOnInsert(Counter.LAST, 0L),
                setOnInsert(Generations.FIRST, first),
                setOnInsert(Generations.PURGES, first));
        return Mono.from(collections
                        .log()
                        .updateOne(eq(Documents.ID, Generations.LOG), fresh, new UpdateOptions().upsert(true)))
                .onErrorResume(MongoServerException.class, MongoManagement::unlessThere)
                .then();
    }

    private static <T> Mono<T> unlessThere(MongoServerException error) {
        boolean there = ErrorCategory.fromErrorCode(error.getCode()) == ErrorCategory.DUPLICATE_KEY;
        return there ? Mono.empty() : Mono.error(error);
    }

    @Override
    public Mono<Void> drop() {
        return Mono.from(collections.log().drop())
                .thenMany(Flux.fromIterable(collections.all()).concatMap(MongoCollection::drop))
                .then();
    }

    /**
     * Ends the tenant's generation, in one step, and then removes what is of it and of earlier ones. Broken off before that step
     * it did nothing; broken off later it has taken effect, and repeated it removes what is left.
     */
    @Override
    public Mono<Void> purge(String tenantId) {
        return takeEffect(tenantId).flatMap(number -> remove(tenantId, number)).then();
    }

    /** Gives the purge the number after the last one; again when another purge was quicker. */
    Mono<Long> takeEffect(String tenantId) {
        return generations
                .state()
                .flatMap(state -> keepLast(state).then(Mono.defer(() -> follow(state, tenantId))))
                .repeatWhenEmpty(tries -> tries);
    }

    /** The last purge is going to be written over, so it gets a document of its own, unless it has one. */
    private Mono<Void> keepLast(Generations.State state) {
        String tenant = state.purged();
        if (tenant == null) {
            return Mono.empty();
        }
        BsonDocument purge = new BsonDocument(Documents.ID, new BsonInt64(state.purges()))
                .append(Documents.TENANT, new BsonString(tenant));
        return Collections.create(collections.log(), List.of(purge)).then();
    }

    private Mono<Long> follow(Generations.State state, String tenantId) {
        long number = state.purges() + 1;
        Bson stillThis = and(
                eq(Documents.ID, Generations.LOG),
                eq(Generations.STORE, new BsonBinary(state.store())),
                eq(Generations.PURGES, state.purges()));
        return Mono.from(collections
                        .log()
                        .updateOne(
                                stillThis, combine(set(Generations.PURGES, number), set(Generations.PURGED, tenantId))))
                .filter(result -> result.getMatchedCount() == 1)
                .map(result -> number);
    }

    private Mono<Void> remove(String tenantId, long number) {
        Bson earlier = and(eq(Documents.TENANT, tenantId), lt(Documents.GENERATION, number));
        return Mono.from(collections.commits().updateMany(earlier, TO_TOMBSTONE))
                .then(Mono.from(collections.parts().deleteMany(earlier)))
                .then(Mono.from(collections.snapshots().deleteMany(earlier)))
                .then();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
