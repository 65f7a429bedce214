package io.aett.reactive.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.reactivestreams.client.FindPublisher;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store's collections, with the concerns that it needs on every operation, whatever the client's defaults are.
 *
 * @param commits one document per position: a commit, or a tombstone that has nothing but its {@code _id}
 * @param parts the pieces of payloads that are too large for one document
 * @param snapshots one document per snapshot
 * @param log the log's document: the store's id, the last position handed out, the number of the last purge; and one document
 *     per purge: its number and the tenant
 */
record Collections(
        MongoDatabase database,
        MongoCollection<BsonDocument> commits,
        MongoCollection<BsonDocument> parts,
        MongoCollection<BsonDocument> snapshots,
        MongoCollection<BsonDocument> log) {

    private static final int DUPLICATE_KEY = 11000;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    static Collections of(MongoClient client, String name) {
        MongoDatabase database = client.getDatabase(name)
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        return new Collections(
                database,
                collection(database, "commits"),
                collection(database, "parts"),
                collection(database, "snapshots"),
                collection(database, "log"));
    }

    private static MongoCollection<BsonDocument> collection(MongoDatabase database, String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    List<MongoCollection<BsonDocument>> all() {
        return List.of(commits, parts, snapshots, log);
    }

    /** The first {@code limit} documents in one command: a negative size asks for one batch and leaves no cursor open. */
    static Mono<List<BsonDocument>> batch(FindPublisher<BsonDocument> find, int limit) {
        return Flux.from(find.limit(limit).batchSize(-limit)).collectList();
    }

    /**
     * Creates each document unless its keys are taken, in one command, and says by index which were. Any other failure of
     * any of them is an error.
     */
    static Mono<Set<Integer>> create(MongoCollection<BsonDocument> collection, List<BsonDocument> documents) {
        if (documents.isEmpty()) {
            return Mono.just(Set.of());
        }
        return Mono.from(collection.insertMany(documents, UNORDERED))
                .thenReturn(Set.<Integer>of())
                .onErrorResume(MongoBulkWriteException.class, Collections::taken);
    }

    private static Mono<Set<Integer>> taken(MongoBulkWriteException failure) {
        boolean onlyTaken = failure.getWriteConcernError() == null
                && failure.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
        return onlyTaken
                ? Mono.just(failure.getWriteErrors().stream()
                        .map(BulkWriteError::getIndex)
                        .collect(Collectors.toSet()))
                : Mono.error(failure);
    }
}
