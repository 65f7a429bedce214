package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.max;

import com.mongodb.MongoException;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The last position that was handed out, a field of the log's document.
 *
 * <p>It is acknowledged by a majority like the commits. With less, a failover could leave it below a commit, and who
 * follows looks at the counter alone to know whether there is more; and a purge that is seen with it could be rolled back.
 *
 * <p>Taking positions is sent as a plain command, which the driver does not retry, and so not as a <em>retryable write</em>:
 * for one of those the server keeps the document that it found and the session's last statement, two more writes for each
 * batch. To take positions twice is no harm, as those of the first attempt are sealed; so one more attempt is made here.
 */
final class Counter {

    static final String LAST = "last";
    private static final String COMMAND = "findAndModify";

    private final Collections collections;
    private final Queue<Long> placed = new ConcurrentLinkedQueue<>();

    Counter(Collections collections) {
        this.collections = collections;
    }

    /**
     * Takes positions: the log's document afterwards, whose {@link Generations.State#last()} is the last one of them. With
     * {@code patience} they are announced in the same step.
     */
    Mono<Generations.State> take(int positions, Duration patience) {
        return Mono.defer(() -> Mono.from(
                        collections.database().runCommand(increment(positions, patience), BsonDocument.class)))
                .map(Counter::acknowledged)
                .retryWhen(Retry.max(1)
                        .filter(MongoFailures::mayPass)
                        .onRetryExhaustedThrow((spec, signal) -> signal.failure()));
    }

    /** Readers need not wait any more for what was announced with these positions; the next ones that are taken say so. */
    void placed(long last) {
        placed.add(last);
    }

    private BsonDocument increment(int positions, Duration patience) {
        List<Long> done = new ArrayList<>();
        for (Long last = placed.poll(); last != null; last = placed.poll()) {
            done.add(last);
        }
        return new BsonDocument(
                        COMMAND, new BsonString(collections.log().getNamespace().getCollectionName()))
                .append("query", new BsonDocument(Documents.ID, new BsonString(Generations.LOG)))
                .append(
                        "update",
                        patience.isZero()
                                ? Announcements.none(positions, done)
                                : Announcements.of(positions, patience, done))
                .append("new", BsonBoolean.TRUE)
                .append("maxTimeMS", new BsonInt64(Collections.longestWriteMillis(collections.log())))
                .append("writeConcern", collections.log().getWriteConcern().asDocument());
    }

    /** The driver looks into the answer of a plain command no further than whether it was done. */
    private static Generations.State acknowledged(BsonDocument reply) {
        if (reply.containsKey("writeConcernError")) {
            BsonDocument error = reply.getDocument("writeConcernError");
            throw new MongoException(
                    error.getInt32("code").getValue(),
                    "the counter was not acknowledged by a majority: " + error.toJson());
        }
        if (!reply.isDocument("value")) {
            throw new NotInitializedException();
        }
        return Generations.State.of(reply.getDocument("value"));
    }

    /** Raises the counter to the highest position that holds anything. */
    Mono<Void> raise() {
        return collections
                .first(collections
                        .findCommits(new BsonDocument())
                        .sort(Sorts.descending(Documents.ID))
                        .projection(Projections.include(Documents.ID)))
                .flatMap(highest -> Mono.from(
                        collections.log().updateOne(eq(Documents.ID, Generations.LOG), max(LAST, highest.position()))))
                .then();
    }
}
