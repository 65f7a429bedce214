package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Aggregates.limit;
import static com.mongodb.client.model.Aggregates.match;
import static com.mongodb.client.model.Aggregates.sort;
import static com.mongodb.client.model.Aggregates.unionWith;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoBulkWriteException;
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
import java.util.stream.Collectors;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
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
        MongoCollection<StoredCommit> commits,
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
                .withCodecRegistry(CommitDocuments.REGISTRY)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY
                        .withJournal(true)
                        .withWTimeout(longestWrite.toMillis(), TimeUnit.MILLISECONDS));
        MongoCollection<BsonDocument> log = collection(database, "log");
        return new Collections(
                database,
                database.getCollection("commits", StoredCommit.class),
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

    List<MongoCollection<?>> all() {
        return List.of(commits, parts, snapshots, states, log);
    }

    static long longestWriteMillis(MongoCollection<?> collection) {
        Integer millis = collection.getWriteConcern().getWTimeout(TimeUnit.MILLISECONDS);
        return millis == null ? 0 : millis;
    }

    <T> FindPublisher<T> find(MongoCollection<T> collection, Bson filter) {
        return bounded(collection.find(filter));
    }

    <T> FindPublisher<T> find(ClientSession session, MongoCollection<T> collection, Bson filter) {
        return bounded(collection.find(session, filter));
    }

    private <T> FindPublisher<T> bounded(FindPublisher<T> find) {
        return find.maxTime(longestRead.toMillis(), TimeUnit.MILLISECONDS);
    }

    FindPublisher<StoredCommit> findCommits(Bson filter) {
        return find(commits, filter);
    }

    /** The first {@code limit} documents in one command: a negative size asks for one batch and leaves no cursor open. */
    static <T> FindPublisher<T> oneBatch(FindPublisher<T> find, int limit) {
        return find.limit(limit).batchSize(-limit);
    }

    <T> Mono<List<T>> batch(FindPublisher<T> find, int limit) {
        return all(oneBatch(find, limit));
    }

    <T> Mono<List<T>> all(FindPublisher<T> find) {
        return elections.current(Flux.from(find).collectList());
    }

    <T> Mono<T> first(FindPublisher<T> find) {
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
            Answering answering = new Answering();
            return Flux.from(commits.aggregate(pipeline, Answered.class)
                            .hintString(index)
                            .batchSize(most + 2)
                            .maxTime(longestRead.toMillis(), TimeUnit.MILLISECONDS))
                    .takeUntil(answering::fill)
                    .then(Mono.fromSupplier(answering::answer));
        }));
    }

    /** One answer, as its documents come. A store that was dropped has no log; an answer that is full ends before it. */
    private static final class Answering {

        private final List<StoredCommit> found = new ArrayList<>();
        private Generations.@Nullable State after;
        private long bytes;

        /** Adds a document, and tells whether the answer is full now. */
        boolean fill(Answered answered) {
            if (answered instanceof Answered.Log log) {
                after = Generations.State.of(log.document());
            } else if (answered instanceof StoredCommit commit) {
                found.add(commit);
                bytes += PageOfDocuments.bytes(commit);
            }
            return bytes >= PageOfDocuments.SURELY_WHOLE;
        }

        Generations.Answer answer() {
            return new Generations.Answer(found, after != null, after);
        }
    }

    /**
     * Creates each document unless its keys are taken, in one command, and says by index which were. Any other failure of
     * any of them is an error.
     */
    static <T> Mono<Set<Integer>> create(MongoCollection<T> collection, List<T> documents) {
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
