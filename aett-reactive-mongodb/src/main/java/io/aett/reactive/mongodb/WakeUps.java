package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.ClientSessionOptions;
import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import com.mongodb.reactivestreams.client.MongoDatabase;
import java.time.Duration;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A change stream that says that something was inserted, and nothing else; only where the server has change streams.
 *
 * <p>It is driven by the server's commands: the driver's own cursor, when cancelled, keeps its connection until the server has
 * answered the request that waits for events, so it would have to ask anew every second for nothing. This one waits half a
 * minute per request. When it is cancelled its cursor is killed on the server; a request that waits notices that (on
 * MongoDB 6) only when something is written, so something is. It does not resume: a stream that dies is an error, and whoever
 * listens opens a new one and looks for himself meanwhile.
 */
final class WakeUps {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** So that a busy log is not asked for every single insert. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private static final String COMMITS = "commits";
    private static final BsonArray INSERTS = new BsonArray(List.of(
            BsonDocument.parse("{$changeStream: {}}"),
            BsonDocument.parse("{$match: {operationType: 'insert'}}"),
            BsonDocument.parse("{$project: {_id: 1}}")));

    private final MongoClient client;
    private final MongoDatabase database;
    private final MongoCollection<BsonDocument> log;
    private final Generations generations;
    private final Scheduler clock;

    WakeUps(MongoClient client, Collections collections, Generations generations, Scheduler clock) {
        this.client = client;
        this.database = collections.database();
        this.log = collections.log();
        this.generations = generations;
        this.clock = clock;
    }

    /** A number for each look that found inserts; empty where there are no change streams. */
    Flux<Long> listen() {
        Mono<BsonDocument> hello =
                Mono.from(database.runCommand(new BsonDocument("hello", new BsonInt32(1)), BsonDocument.class));
        return hello.filter(answer -> answer.containsKey("setName")
                        || "isdbgrid"
                                .equals(answer.getString("msg", new BsonString(""))
                                        .getValue()))
                .flatMap(answer -> generations.state())
                .flatMapMany(store -> Flux.usingWhen(session(), this::watch, this::end));
    }

    /** One change stream: the session that all its requests have to be in, its cursor, and the request that waits. */
    private static final class Watch {
        final ClientSession session;
        volatile long cursor;
        volatile Mono<BsonDocument> pending = Mono.empty();

        Watch(ClientSession session) {
            this.session = session;
        }
    }

    private Mono<Watch> session() {
        return Mono.from(client.startSession(
                        ClientSessionOptions.builder().causallyConsistent(false).build()))
                .map(Watch::new);
    }

    private Flux<Long> watch(Watch watch) {
        return open(watch.session).doOnNext(cursor -> watch.cursor = cursor).flatMapMany(cursor -> wait(watch, cursor));
    }

    /**
     * Kills the cursor, ends the request that waits, and lets go of the session when that was answered: an answer that found its
     * session closed would leave the driver with a connection that is in use for ever.
     */
    private Mono<Void> end(Watch watch) {
        Mono<Void> killed = watch.cursor == 0 ? Mono.empty() : kill(watch.session, watch.cursor);
        return killed.then(Mono.defer(this::nudge))
                .then(Mono.defer(() -> watch.pending.then().onErrorComplete()))
                .doFinally(signal -> watch.session.close());
    }

    private Mono<Long> open(ClientSession session) {
        BsonDocument command = new BsonDocument("aggregate", new BsonString(COMMITS))
                .append("pipeline", INSERTS)
                .append("cursor", new BsonDocument("batchSize", new BsonInt32(0)));
        return run(session, command).map(WakeUps::id);
    }

    private Flux<Long> wait(Watch watch, long cursor) {
        BsonDocument command = new BsonDocument("getMore", new BsonInt64(cursor))
                .append("collection", new BsonString(COMMITS))
                .append("maxTimeMS", new BsonInt64(LONGEST_WAIT.toMillis()));
        Mono<Long> once = Mono.defer(() -> {
                    Mono<BsonDocument> uncancelled = run(watch.session, command).cache();
                    watch.pending = uncancelled;
                    return uncancelled;
                })
                .flatMap(answer -> id(answer) == 0 ? Mono.error(new NotInitializedException()) : Mono.just(answer))
                .filter(answer ->
                        !answer.getDocument("cursor").getArray("nextBatch").isEmpty())
                .map(answer -> 0L);
        Mono<Long> pause = Mono.delay(PAUSE, clock).then(Mono.empty());
        return once.concatWith(pause).repeat();
    }

    private Mono<Void> kill(ClientSession session, long cursor) {
        BsonDocument command = new BsonDocument("killCursors", new BsonString(COMMITS))
                .append("cursors", new BsonArray(List.of(new BsonInt64(cursor))));
        return run(session, command).then().onErrorComplete();
    }

    private Mono<Void> nudge() {
        return Mono.from(log.withWriteConcern(WriteConcern.W1)
                        .updateOne(eq(Documents.ID, Generations.LOG), inc("nudges", 1L)))
                .then()
                .onErrorComplete();
    }

    private Mono<BsonDocument> run(ClientSession session, BsonDocument command) {
        return Mono.from(database.runCommand(session, command, BsonDocument.class));
    }

    private static long id(BsonDocument answer) {
        return answer.getDocument("cursor").getInt64("id").getValue();
    }
}
