package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.max;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoServerException;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.spi.StorageManagement;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
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
    private static final List<Bson> TO_TOMBSTONE =
            List.of(BsonDocument.parse("{\"$replaceWith\": {\"_id\": \"$_id\"}}"));
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

    private Mono<Void> createCollection(MongoCollection<BsonDocument> collection) {
        return Mono.from(collections
                        .database()
                        .createCollection(collection.getNamespace().getCollectionName()))
                .onErrorResume(
                        MongoCommandException.class,
                        error -> error.getErrorCode() == NAMESPACE_EXISTS ? Mono.empty() : Mono.error(error))
                .then();
    }

    private static Flux<String> createIndexes(MongoCollection<BsonDocument> collection, List<IndexModel> indexes) {
        return Flux.fromIterable(indexes).concatMap(index -> collection.createIndexes(List.of(index)));
    }

    private Mono<Void> createLog() {
        long first = RANDOM.nextLong() >>> 16;
        Bson fresh = combine(
                setOnInsert("store", new BsonBinary(UUID.randomUUID())),
                setOnInsert("format", FORMAT),
                setOnInsert("last", 0L),
                setOnInsert("first", first),
                setOnInsert("purges", first));
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
     * Numbers the purge, which ends the tenant's generation, and then removes what is of earlier ones. Repeated after an
     * interruption it does all of it again.
     */
    @Override
    public Mono<Void> purge(String tenantId) {
        return generations
                .state()
                .flatMap(state -> number(tenantId, state))
                .flatMap(number -> takeEffect(number).then(Mono.defer(() -> remove(tenantId, number))))
                .then();
    }

    /** Takes the number after the last one, so that there is no gap, or the next when another purge was quicker. */
    private Mono<Long> number(String tenantId, Generations.State state) {
        Mono<Long> attempt = Mono.defer(() -> Mono.from(collections
                                .log()
                                .find(gt(Documents.ID, state.first()))
                                .sort(Sorts.descending(Documents.ID))
                                .first())
                        .map(last -> Documents.number(last, Documents.ID))
                        .defaultIfEmpty(state.first()))
                .flatMap(last -> {
                    long number = last + 1;
                    BsonDocument purge = new BsonDocument(Documents.ID, new BsonInt64(number))
                            .append(Documents.TENANT, new BsonString(tenantId));
                    return Collections.create(collections.log(), List.of(purge))
                            .filter(Set::isEmpty)
                            .map(created -> number);
                });
        return attempt.repeatWhenEmpty(tries -> tries);
    }

    private Mono<Void> takeEffect(long number) {
        return Mono.from(collections.log().updateOne(eq(Documents.ID, Generations.LOG), max("purges", number)))
                .filter(result -> result.getMatchedCount() == 1)
                .switchIfEmpty(Mono.error(NotInitializedException::new))
                .then();
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
