package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Aggregates.limit;
import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Aggregates.sort;
import static com.mongodb.client.model.Aggregates.unionWith;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.FindPublisher;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The store's collections, with the concerns that it needs on every operation, whatever the client's defaults are.
 *
 * @param commits one document per position: a commit, or a tombstone that has nothing but its {@code _id}
 * @param parts the pieces of payloads that are too large for one document
 * @param snapshots one document per snapshot
 * @param states one document per state
 * @param log the log's document: the store's id, the last position handed out, the last purge; and one document per purge: its
 *     number and the tenant
 * @param elections what each read goes by
 * @param longestRead what the server may spend on one read: what nobody waits for any more does not keep a connection
 */
record Collections(
        MongoDatabase database,
        MongoCollection<BsonDocument> commits,
        MongoCollection<BsonDocument> parts,
        MongoCollection<BsonDocument> snapshots,
        MongoCollection<BsonDocument> states,
        MongoCollection<BsonDocument> log,
        Elections elections,
        Duration longestRead) {

    private static final int DUPLICATE_KEY = 11000;
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    /** A write that no majority acknowledges ends on the server when its caller has given up. */
    static Collections of(MongoClient client, MongoOptions options) {
        Duration longestWrite = options.engine().commitTimeout();
        MongoDatabase database = client.getDatabase(options.database())
                .withCodecRegistry(MongoClientSettings.getDefaultCodecRegistry())
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY
                        .withJournal(true)
                        .withWTimeout(longestWrite.toMillis(), TimeUnit.MILLISECONDS));
        MongoCollection<BsonDocument> log = collection(database, "log");
        return new Collections(
                database,
                collection(database, "commits"),
                collection(database, "parts"),
                collection(database, "snapshots"),
                collection(database, "states"),
                log,
                Elections.of(client, log, options),
                options.engine().readTimeout());
    }

    private static MongoCollection<BsonDocument> collection(MongoDatabase database, String name) {
        return database.getCollection(name, BsonDocument.class);
    }

    List<MongoCollection<BsonDocument>> all() {
        return List.of(commits, parts, snapshots, states, log);
    }

    static long longestWriteMillis(MongoCollection<BsonDocument> collection) {
        Integer millis = collection.getWriteConcern().getWTimeout(TimeUnit.MILLISECONDS);
        return millis == null ? 0 : millis;
    }

    FindPublisher<BsonDocument> find(MongoCollection<BsonDocument> collection, Bson filter) {
        return bounded(collection.find(filter));
    }

    FindPublisher<BsonDocument> find(ClientSession session, MongoCollection<BsonDocument> collection, Bson filter) {
        return bounded(collection.find(session, filter));
    }

    private FindPublisher<BsonDocument> bounded(FindPublisher<BsonDocument> find) {
        return find.maxTime(longestRead.toMillis(), TimeUnit.MILLISECONDS);
    }

    FindPublisher<BsonDocument> findCommits(Bson filter) {
        return find(commits, filter);
    }

    /** The first {@code limit} documents in one command: a negative size asks for one batch and leaves no cursor open. */
    static FindPublisher<BsonDocument> oneBatch(FindPublisher<BsonDocument> find, int limit) {
        return find.limit(limit).batchSize(-limit);
    }

    Mono<List<BsonDocument>> batch(FindPublisher<BsonDocument> find, int limit) {
        return all(oneBatch(find, limit));
    }

    Mono<List<BsonDocument>> all(FindPublisher<BsonDocument> find) {
        return elections.current(Flux.from(find).collectList());
    }

    Mono<BsonDocument> first(FindPublisher<BsonDocument> find) {
        return elections.current(Mono.from(find.first()));
    }

    /**
     * What one answer of the server has of a tenant's commits, and the log's document as it is after them, in one command: the
     * server comes to the second part when it is through with the first. What does not fit into one answer is left to the next page.
     *
     * @param most how many commits at most
     */
    Mono<Generations.Answer> answer(Bson filter, String index, Bson order, int most, Bson... more) {
        List<Bson> pipeline = new ArrayList<>(List.of(match(filter), sort(order), limit(most)));
        pipeline.addAll(List.of(more));
        pipeline.add(
                unionWith(log.getNamespace().getCollectionName(), List.of(match(eq(Documents.ID, Generations.LOG)))));
        return elections.current(Mono.defer(() -> {
            AtomicLong bytes = new AtomicLong();
            return Flux.from(commits.aggregate(pipeline)
                            .hintString(index)
                            .batchSize(most + 2)
                            .maxTime(longestRead.toMillis(), TimeUnit.MILLISECONDS))
                    .takeUntil(document ->
                            bytes.addAndGet(PageOfDocuments.bytes(document)) >= PageOfDocuments.SURELY_WHOLE)
                    .collectList()
                    .flatMap(Collections::answered);
        }));
    }

    /** A store that was dropped has no log; an answer that was full ends before it. */
    private static Mono<Generations.Answer> answered(List<BsonDocument> documents) {
        int last = documents.size() - 1;
        boolean whole = last >= 0 && Documents.isLog(documents.get(last));
        if (whole) {
            Generations.State state = Generations.State.of(documents.get(last));
            return Mono.just(new Generations.Answer(documents.subList(0, last), true, state));
        }
        return Mono.just(new Generations.Answer(documents, false, null));
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
