package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.process.TransactionProcessContract;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Consumers in JVMs of their own that handle in transactions. */
class TransactionProcessTest extends TransactionProcessContract<MongoProcessFixture> {

    private static MongoServer server;

    /** One that does not keep the transactions of who is gone or stopped for a minute. */
    @BeforeAll
    static void start() {
        server = MongoServer.options()
                .replicaSet(true)
                .arguments("--setParameter", "transactionLifetimeLimitSeconds=2")
                .start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected MongoProcessFixture fixture() {
        MongoProcessFixture data = new MongoProcessFixture(server);
        Await.done(Mono.from(data.client().getDatabase(data.database).createCollection(MongoOpener.ROWS)));
        return data;
    }

    @Override
    protected List<Long> rows() {
        return Await.all(Flux.from(data().collections()
                        .database()
                        .getCollection(MongoOpener.ROWS, BsonDocument.class)
                        .find())
                .map(row -> row.getInt64("checkpoint").getValue()));
    }
}
