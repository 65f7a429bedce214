package io.aett.reactive.mongodb;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.TransactionOptions;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.Transactions;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import reactor.core.publisher.Mono;

/** Transactions with snapshot reads and a commit that a majority acknowledges, each in a session of its own. */
final class MongoTransactions implements Transactions<ClientSession> {

    private static final BsonDocument HELLO = new BsonDocument("hello", new BsonInt32(1));

    private final MongoClient client;
    private final Collections collections;
    private final MongoStateTable states;
    private final EventStoreEngine engine;
    private final EngineOptions options;
    private final ClientSessionOptions sessions;
    private volatile boolean supported;

    MongoTransactions(
            MongoClient client,
            Collections collections,
            MongoStateTable states,
            EventStoreEngine engine,
            EngineOptions options) {
        this.client = client;
        this.collections = collections;
        this.states = states;
        this.engine = engine;
        this.options = options;
        this.sessions = ClientSessionOptions.builder()
                .defaultTransactionOptions(TransactionOptions.builder()
                        .readPreference(ReadPreference.primary())
                        .readConcern(ReadConcern.SNAPSHOT)
                        .writeConcern(collections.states().getWriteConcern())
                        .build())
                .build();
    }

    @Override
    public <R> Mono<R> within(BiFunction<? super ClientSession, ? super StateStore, ? extends Mono<R>> work) {
        Objects.requireNonNull(work, "work");
        Mono<R> transaction = Mono.usingWhen(begin(), open -> run(open, work), OpenTransaction::end);
        return engine.whileOpen(transaction);
    }

    private Mono<OpenTransaction> begin() {
        return requireReplicaSet()
                .then(Mono.defer(() -> Mono.from(client.startSession(sessions))))
                .map(session -> new OpenTransaction(session, collections.states(), options))
                .onErrorMap(MongoException.class, MongoTransactions::ofBegin);
    }

    /** A server alone would refuse the work's first command, with an error that says little. */
    private Mono<Void> requireReplicaSet() {
        return Mono.defer(() -> supported
                ? Mono.empty()
                : Mono.from(collections.database().runCommand(HELLO, BsonDocument.class))
                        .flatMap(this::require));
    }

    private Mono<Void> require(BsonDocument hello) {
        supported = hello.containsKey("setName") || hello.containsKey("msg");
        return supported
                ? Mono.empty()
                : Mono.error(new StorageException(
                        "MongoDB: transactions need a replica set, and this server stands alone; start it with --replSet"
                                + " and call rs.initiate() once (one member is enough)"));
    }

    private <R> Mono<R> run(
            OpenTransaction open, BiFunction<? super ClientSession, ? super StateStore, ? extends Mono<R>> work) {
        Mono<R> done = Mono.defer(() -> {
            open.session().startTransaction();
            return work.apply(open.session(), engine.statesIn(states.within(open)));
        });
        return done.onErrorMap(MongoTransactions::ofWork)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(result -> open.commit().then(Mono.justOrEmpty(result)));
    }

    private static Throwable ofBegin(MongoException error) {
        String message = "MongoDB: no transaction came about (" + OpenTransaction.describe(error) + ")";
        return new MongoFailures().classify(error) == Kind.FINAL
                ? new StorageException(message, error)
                : new StorageUnavailableException(message, error);
    }

    /** The work's errors are its own, but for the driver's word that the transaction is undone. */
    private static Throwable ofWork(Throwable error) {
        return error instanceof MongoException known && OpenTransaction.isTransient(known)
                ? OpenTransaction.undone(error)
                : error;
    }
}
