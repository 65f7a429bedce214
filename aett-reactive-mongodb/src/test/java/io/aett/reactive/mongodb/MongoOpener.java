package io.aett.reactive.mongodb;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.process.TransactionalOpener;
import java.util.List;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Opens a store of these tests in another process. Its transactions write documents with the commits' checkpoints. */
public class MongoOpener implements TransactionalOpener {

    /** The collection that they are written to. */
    static final String ROWS = "rows";

    private @Nullable MongoClient client;
    private @Nullable String database;

    /** What it needs to know. */
    static List<String> arguments(MongoFixture data) {
        return List.of(data.uri, data.database);
    }

    @Override
    public EventStore open(List<String> arguments) {
        client = MongoClients.create(arguments.get(0));
        database = arguments.get(1);
        return MongoEventStore.create(
                client,
                FixtureOptions.defaults()
                        .applyTo(MongoOptions.builder())
                        .database(database)
                        .build());
    }

    @Override
    public Subscription.Builder inTransaction(
            Subscription.Builder builder, EventStore store, Function<Commit, Mono<Void>> begins) {
        var rows = client.getDatabase(database).getCollection(ROWS, BsonDocument.class);
        return builder.inTransaction(
                ((MongoEventStore) store).transactions(),
                (commit, session) -> begins.apply(commit)
                        .then(Mono.from(rows.insertOne(
                                session, new BsonDocument("checkpoint", new BsonInt64(commit.checkpointToken()))))));
    }
}
