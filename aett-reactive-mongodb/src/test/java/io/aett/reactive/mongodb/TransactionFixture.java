package io.aett.reactive.mongodb;

import com.mongodb.MongoClientSettings;
import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.reactivestreams.client.ClientSession;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A store with a collection of the program's own beside it, and all commands of its client. */
final class TransactionFixture implements AutoCloseable {

    static final byte[] ONE = {1};
    static final byte[] TWO = {2};

    final MongoFixture fixture;
    final MongoClient client;
    final MongoEventStore store;
    private final MongoCollection<BsonDocument> orders;
    final Queue<BsonDocument> sent = new ConcurrentLinkedQueue<>();
    volatile Consumer<String> whenSent = name -> {};
    volatile Consumer<String> whenAnswered = name -> {};
    volatile Consumer<String> whenRefused = name -> {};

    /** Through an address of its own, seen from behind through another. */
    TransactionFixture(MongoFixture fixture, Duration commitTimeout) {
        this.fixture = fixture;
        MongoClientSettings.Builder settings = fixture.settings()
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(1, TimeUnit.SECONDS))
                .addCommandListener(new Listening());
        client = fixture.client(settings);
        store = MongoEventStore.create(
                client,
                MongoOptions.builder()
                        .database(fixture.database)
                        .commitTimeout(commitTimeout)
                        .build());
        orders = client.getDatabase(fixture.database).getCollection("orders", BsonDocument.class);
        Await.done(store.management().initialize());
        Await.done(Mono.from(client.getDatabase(fixture.database).createCollection("orders")));
    }

    TransactionFixture() {
        this(MongoFixture.replicaSet(), Duration.ofSeconds(30));
    }

    private final class Listening implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent event) {
            sent.add(event.getCommand().clone());
            whenSent.accept(event.getCommandName());
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            whenAnswered.accept(event.getCommandName());
        }

        @Override
        public void commandFailed(CommandFailedEvent event) {
            whenRefused.accept(event.getCommandName());
        }
    }

    /** An order of the program's own, and a state that says so. */
    Mono<StateEntry> place(ClientSession session, StateStore states, String order) {
        return insert(session, order).then(states.create("orders", order, ONE));
    }

    Mono<Void> insert(ClientSession session, String order) {
        return Mono.from(orders.insertOne(session, new BsonDocument("_id", new BsonString(order))))
                .then();
    }

    Mono<Long> touch(ClientSession session, String order) {
        return Mono.from(orders.updateOne(
                        session,
                        new BsonDocument("_id", new BsonString(order)),
                        BsonDocument.parse("{$inc: {touched: 1}}")))
                .map(result -> result.getModifiedCount());
    }

    List<String> orders() {
        return Await.all(Flux.from(orders.find())
                .map(order -> order.getString("_id").getValue())
                .sort());
    }

    @Nullable
    StateEntry state(String key) {
        return Await.valueOrNull(store.states().get("orders", key));
    }

    List<BsonDocument> sent(String command) {
        return sent.stream()
                .filter(document -> document.getFirstKey().equals(command))
                .toList();
    }

    @Override
    public void close() {
        whenSent = name -> {};
        whenAnswered = name -> {};
        whenRefused = name -> {};
        Await.done(fixture.dispose());
    }
}
