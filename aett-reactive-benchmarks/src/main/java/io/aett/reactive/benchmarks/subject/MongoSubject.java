package io.aett.reactive.benchmarks.subject;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;
import java.util.Optional;

/** The MongoDB store beside its driver, on a database with the same indexes in the same server: a replica set of one. */
final class MongoSubject extends TwinSubject {

    static final String ADDRESS = "mongodb:";

    private static final String DATABASE = "aett";
    private static final String RAW = "raw";
    private static final int CONNECTIONS = 64;

    private final MongoServer server;
    private final MongoClient client;
    private final MongoPlace place;
    private final MongoPlace rawPlace;
    private final MongoRaw raw;

    private MongoSubject(MongoServer server, MongoClient client) {
        super("mongodb", open(client, DATABASE), open(client, RAW));
        this.server = server;
        this.client = client;
        this.place = new MongoPlace(client, DATABASE);
        this.rawPlace = new MongoPlace(client, RAW);
        this.raw = new MongoRaw(rawPlace);
        reset();
    }

    /** Starts the server if need be. */
    static MongoSubject start() {
        MongoServer server = MongoServer.sharedReplicaSet();
        return new MongoSubject(server, client(server.uri()));
    }

    /** For a JVM that ends with it: the client is never closed. */
    static EventStore open(String uri) {
        return open(client(uri), DATABASE);
    }

    private static EventStore open(MongoClient client, String database) {
        return MongoEventStore.create(
                client,
                MongoOptions.builder()
                        .database(database)
                        .serializer(StoredForm.serializer())
                        .build());
    }

    /** The driver opens two connections at a time: with those that raw callers want from the start, no round has to wait for them. */
    private static MongoClient client(String uri) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToConnectionPoolSettings(pool -> pool.minSize(CONNECTIONS))
                .build());
    }

    MongoPlace place() {
        return place;
    }

    MongoPlace rawPlace() {
        return rawPlace;
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public void reset() {
        super.reset();
        rawPlace.look().block();
    }

    @Override
    public Optional<String> address() {
        return Optional.of(server.uri());
    }

    @Override
    public Targets targets() {
        return new Targets(0, 0, 2, 0, 0.7, 10);
    }

    /** Initializing raises the store's counter to what was filled in. */
    @Override
    public void fill(List<String> streams, long from, int commits, int events) {
        place.fill(streams, from, commits, events)
                .then(store().management().initialize())
                .block();
    }

    @Override
    public void fillRaw(List<String> streams, long from, int commits) {
        rawPlace.fill(streams, from, commits, 1).block();
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
