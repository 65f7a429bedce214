package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import com.mongodb.event.ConnectionCheckedInEvent;
import com.mongodb.event.ConnectionCheckedOutEvent;
import com.mongodb.event.ConnectionPoolListener;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testservers.MongoServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A database of its own on a server that may be shared, with a client per store. */
class MongoFixture implements RequestCounting, RawView {

    private static final Map<String, MongoClient> BEHIND = new ConcurrentHashMap<>();

    volatile String uri;
    final String database;
    private final List<EventStore> stores = new ArrayList<>();
    private final List<MongoClient> clients = new ArrayList<>();
    private final AtomicInteger checkedOut = new AtomicInteger();
    final Queue<String> commands = new ConcurrentLinkedQueue<>();
    final Queue<BsonDocument> captured = new ConcurrentLinkedQueue<>();
    volatile boolean capturing;

    /** Runs when a command of this database was sent, or was answered, before anything follows from that. */
    volatile Consumer<String> whenSent = name -> {};

    volatile Consumer<String> whenAnswered = name -> {};

    MongoFixture(String uri) {
        this(uri, "aett_" + UUID.randomUUID().toString().substring(0, 13));
    }

    private MongoFixture(String uri, String database) {
        this.uri = uri;
        this.database = database;
    }

    /** Clients that do not count for the other fixture. */
    static MongoFixture sameDatabaseAs(MongoFixture other) {
        return new MongoFixture(other.uri, other.database);
    }

    static MongoFixture standalone() {
        return new MongoFixture(MongoServer.shared().uri());
    }

    static MongoFixture replicaSet() {
        return new MongoFixture(MongoServer.sharedReplicaSet().uri());
    }

    @Override
    public EventStore open(FixtureOptions options) {
        return open(options.applyTo(MongoOptions.builder()).database(database).build());
    }

    EventStore open(MongoOptions options) {
        return open(client(), options);
    }

    EventStore open(MongoClient client, MongoOptions options) {
        EventStore store = MongoEventStore.create(client, options);
        stores.add(store);
        return store;
    }

    /** A client whose connections and commands are counted. */
    MongoClient client() {
        return client(settings());
    }

    MongoClient client(MongoClientSettings.Builder settings) {
        MongoClient client = MongoClients.create(settings.build());
        clients.add(client);
        return client;
    }

    MongoClientSettings.Builder settings() {
        return MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(10, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(new Counting()))
                .addCommandListener(new Listening());
    }

    private final class Counting implements ConnectionPoolListener {
        @Override
        public void connectionCheckedOut(ConnectionCheckedOutEvent event) {
            checkedOut.incrementAndGet();
        }

        @Override
        public void connectionCheckedIn(ConnectionCheckedInEvent event) {
            checkedOut.decrementAndGet();
        }
    }

    private final class Listening implements CommandListener {
        @Override
        public void commandStarted(CommandStartedEvent event) {
            if (event.getDatabaseName().equals(database)) {
                commands.add(event.getCommandName());
                if (capturing) {
                    captured.add(event.getCommand().clone());
                }
                whenSent.accept(event.getCommandName());
            }
        }

        @Override
        public void commandSucceeded(CommandSucceededEvent event) {
            if (event.getDatabaseName().equals(database)) {
                whenAnswered.accept(event.getCommandName());
            }
        }
    }

    /** The stored data, through a client that all fixtures share. */
    Collections collections() {
        return Collections.of(
                behind(), MongoOptions.builder().database(database).build());
    }

    private MongoClient behind() {
        return BEHIND.computeIfAbsent(uri, MongoClients::create);
    }

    @Override
    public RawView raw() {
        return this;
    }

    @Override
    public StorageLimits limits() {
        return MongoEventStore.LIMITS;
    }

    @Override
    public int openResources() {
        return checkedOut.get();
    }

    @Override
    public long requests() {
        return commands.size();
    }

    @Override
    public void resetRequests() {
        commands.clear();
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores)
                .concatMap(EventStore::close)
                .then(Mono.defer(() -> Mono.from(behind().getDatabase(database)
                        .withWriteConcern(WriteConcern.W1)
                        .drop())))
                .then(Mono.fromRunnable(() -> clients.forEach(MongoClient::close)));
    }

    @Override
    public Mono<Long> commits(String tenantId) {
        return count(collections().commits(), tenantId);
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return count(collections().snapshots(), tenantId);
    }

    private static Mono<Long> count(MongoCollection<?> collection, String tenantId) {
        return Mono.from(collection.countDocuments(eq(Documents.TENANT, tenantId)));
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        return replace(collections().commits(), tenantId, streamId, eq(Documents.SEQUENCE, commitSequence), payload);
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        return Mono.from(collections()
                        .commits()
                        .deleteOne(and(
                                eq(Documents.TENANT, tenantId),
                                eq(Documents.STREAM, streamId),
                                eq(Documents.SEQUENCE, commitSequence))))
                .then();
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        return replace(collections().snapshots(), tenantId, streamId, eq(Documents.REVISION, streamRevision), payload);
    }

    private static Mono<Void> replace(
            MongoCollection<?> collection, String tenantId, String streamId, Bson which, byte[] payload) {
        return Mono.from(collection.updateOne(
                        and(eq(Documents.TENANT, tenantId), eq(Documents.STREAM, streamId), which),
                        set(Documents.PAYLOAD, new BsonBinary(payload))))
                .then();
    }
}
