package io.aett.reactive.benchmarks.subject;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.aett.reactive.CommitIds;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The commits in one database that a store made, as documents, with the concerns that the store asks for. */
final class MongoPlace {

    private static final int DOCUMENTS_AT_ONCE = 1000;

    private final MongoCollection<BsonDocument> commits;
    private final MongoCollection<BsonDocument> log;
    private final CommitIds ids = new CommitIds();
    private final AtomicLong positions = new AtomicLong();
    private volatile long generation;

    MongoPlace(MongoClient client, String name) {
        MongoDatabase database = client.getDatabase(name)
                .withReadPreference(ReadPreference.primary())
                .withReadConcern(ReadConcern.MAJORITY)
                .withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
        this.commits = database.getCollection("commits", BsonDocument.class);
        this.log = database.getCollection("log", BsonDocument.class);
    }

    MongoCollection<BsonDocument> commits() {
        return commits;
    }

    long generation() {
        return generation;
    }

    /** Looks which generation is to be written, and behind which position. */
    Mono<Void> look() {
        Mono<Long> first = Mono.from(log.find(eq("_id", "log")).first())
                .map(document -> document.getInt64("first").getValue());
        Mono<Long> last = Mono.from(
                        commits.find().sort(Sorts.descending("_id")).limit(1).first())
                .map(document -> document.getInt64("_id").getValue())
                .defaultIfEmpty(0L);
        return Mono.zip(first, last)
                .doOnNext(both -> {
                    generation = both.getT1();
                    positions.set(both.getT2());
                })
                .then();
    }

    /** What the store writes for a commit, at the next position. */
    BsonDocument commit(String stream, long sequence, int events, byte[] payload) {
        return new BsonDocument("_id", new BsonInt64(positions.incrementAndGet()))
                .append("tenant", new BsonString(Subject.TENANT))
                .append("generation", new BsonInt64(generation))
                .append("stream", new BsonString(stream))
                .append("sequence", new BsonInt64(sequence))
                .append("revision", new BsonInt64(sequence * events))
                .append("events", new BsonInt32(events))
                .append("commitId", new BsonBinary(ids.get()))
                .append("nonce", new BsonBinary(ids.get()))
                .append("stamp", new BsonInt64(Instant.now().toEpochMilli() * 1000))
                .append("payload", new BsonBinary(payload));
    }

    /** Commits at the end of each stream, many at once, all with the same payload. The store's counter is left behind. */
    Mono<Void> fill(List<String> streams, long from, int number, int events) {
        byte[] payload = StoredForm.ofFirst(events);
        return look().thenMany(Flux.fromIterable(streams))
                .concatMap(stream -> Flux.range(1, number)
                        .map(n -> commit(stream, from + n, events, payload))
                        .buffer(DOCUMENTS_AT_ONCE))
                .concatMap(commits::insertMany)
                .then();
    }
}
