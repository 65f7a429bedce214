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
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import reactor.core.publisher.Mono;

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
        MongoServer server = MongoServer.measuredReplicaSet();
        return new MongoSubject(server, client(server.uri()));
    }

    /** For a JVM that ends with it: the client is never closed. */
    static EventStore open(String uri) {
        return open(client(uri), DATABASE);
    }

    /** The raw side for a JVM that ends with it, at a place that this one made. */
    static Raw openRaw(String uri) {
        MongoPlace place = new MongoPlace(client(uri), RAW);
        place.look().block();
        return new MongoRaw(place);
    }

    private static EventStore open(MongoClient client, String database) {
        return MongoEventStore.create(
                client,
                MongoOptions.builder()
                        .database(database)
                        .serializer(StoredForm.serializer())
                        .build());
    }

    @Override
    public Optional<Supplier<Counted>> counted() {
        return Optional.of(this::counting);
    }

    private Counted counting() {
        Requests requests = new Requests();
        MongoClient counting = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(server.uri()))
                .addCommandListener(new CountingCommands(requests))
                .build());
        return new Counted(open(counting, DATABASE), requests, Mono.fromRunnable(counting::close));
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
    public String versions() {
        String server = Mono.from(
                        client.getDatabase("admin").runCommand(new BsonDocument("buildInfo", new BsonInt32(1))))
                .map(info -> info.getString("version"))
                .block();
        return "MongoDB " + server + ", " + Drivers.of(MongoClient.class);
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
        return Targets.usual().same(1, 0.55).same(8, 1).same(64, 3).hotStream(10);
    }

    /** Initializing raises the store's counter to what was filled in. */
    @Override
    public void fill(List<String> streams, long from, int commits, int events) {
        place.fill(streams, from, commits, events)
                .then(store().management().initialize())
                .block();
    }

    @Override
    void fillTwin(List<String> streams, long from, int commits, int events) {
        rawPlace.look()
                .then(rawPlace.fill(streams, from, commits, events))
                .then(twin().management().initialize())
                .block();
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
