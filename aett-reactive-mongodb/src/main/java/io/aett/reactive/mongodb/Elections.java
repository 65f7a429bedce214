package io.aett.reactive.mongodb;

import com.mongodb.ReadConcern;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerDescription;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A read sees all that was acknowledged before it began, also when another primary has just been elected.
 *
 * <p>Who is elected has all that a majority has, but does not know at once how much that is: until a majority has an entry of its own
 * term, majority reads show what it knew before, which may be older than what the former primary acknowledged, by seconds under load. A
 * linearizable read is answered no earlier than that. So there is one for each election, by each store object, before the first read
 * counts that this primary answers.
 *
 * <p>Which primary answered is not in the answer. But the driver asks none that it does not know, and goes from one election to later
 * ones only: if the last that it knows is settled when the answer is there, the answer came from that primary, or from an earlier one
 * that had not been replaced when it was asked, as far as the driver knew.
 */
final class Elections {

    private static final Duration MOMENT = Duration.ofMillis(5);

    private record Settling(ObjectId election, Mono<Boolean> done) {}

    private final Supplier<ClusterDescription> known;
    private final Mono<?> linearizable;
    private final Duration longestRead;
    private final Scheduler scheduler;
    private final AtomicReference<@Nullable Settling> settling = new AtomicReference<>();
    private volatile @Nullable ObjectId settled;

    /**
     * @param known what the driver knows of its servers
     * @param linearizable any linearizable read
     */
    Elections(Supplier<ClusterDescription> known, Mono<?> linearizable, Duration longestRead, Scheduler scheduler) {
        this.known = known;
        this.linearizable = linearizable;
        this.longestRead = longestRead;
        this.scheduler = scheduler;
    }

    static Elections of(MongoClient client, MongoCollection<BsonDocument> log, MongoOptions options) {
        Duration longest = options.engine().readTimeout();
        Mono<BsonDocument> linearizable = Mono.from(log.withReadConcern(ReadConcern.LINEARIZABLE)
                .find(new BsonDocument(Documents.ID, new BsonString(Generations.LOG)))
                .maxTime(longest.toMillis(), TimeUnit.MILLISECONDS)
                .first());
        return new Elections(
                client::getClusterDescription,
                linearizable,
                longest,
                options.engine().scheduler());
    }

    /** The read, which may be sent more than once. */
    <T> Mono<T> current(Mono<T> read) {
        return Mono.defer(() -> readied().then(read.materialize()))
                .filter(answer -> answer.isOnError() || isSettled(known.get()))
                .repeatWhenEmpty(again -> again.delayElements(MOMENT, scheduler))
                .dematerialize();
    }

    private Mono<Boolean> readied() {
        ObjectId election = election(known.get());
        return election == null || election.equals(settled) ? Mono.empty() : settle(election);
    }

    /** Servers that elect nobody are always settled. */
    private boolean isSettled(ClusterDescription cluster) {
        ObjectId election = election(cluster);
        return election == null ? cluster.getType() != ClusterType.REPLICA_SET : election.equals(settled);
    }

    /** Of the primary that the driver knows. */
    private static @Nullable ObjectId election(ClusterDescription cluster) {
        for (ServerDescription server : cluster.getServerDescriptions()) {
            if (server.isPrimary() && server.getElectionId() != null) {
                return server.getElectionId();
            }
        }
        return null;
    }

    /** One for all who read meanwhile. */
    private Mono<Boolean> settle(ObjectId election) {
        Settling current = settling.get();
        if (current != null && current.election.equals(election)) {
            return current.done;
        }
        Settling own = new Settling(election, linearizableRead(election));
        settling.compareAndSet(current, own);
        return own.done;
    }

    private Mono<Boolean> linearizableRead(ObjectId election) {
        return linearizable
                .timeout(longestRead, scheduler)
                .hasElement()
                .doOnSuccess(there -> settled = election)
                .doFinally(end -> settling.set(null))
                .cache();
    }
}
