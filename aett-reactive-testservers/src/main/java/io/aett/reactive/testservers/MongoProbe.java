package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import reactor.core.publisher.Mono;

/** Asks a MongoDB server what it is, and makes it a replica set of one. */
final class MongoProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private MongoProbe() {}

    /** True if a server listens there and, once it is initiated if need be, takes writes. */
    static boolean takesWrites(String uri, String host, int port, boolean replicaSet, String memberAddress) {
        if (!Endpoints.listens(host, port)) {
            return false;
        }
        try (MongoClient client = client(uri)) {
            if (replicaSet && !hello(client).containsKey("setName")) {
                initiate(client, memberAddress);
            }
            return Polling.within(PATIENCE, () -> hello(client).getBoolean("isWritablePrimary", false));
        } catch (MongoException | IllegalStateException e) {
            return false;
        }
    }

    static boolean isReplicaSet(String uri) {
        try (MongoClient client = client(uri)) {
            return hello(client).containsKey("setName");
        } catch (MongoException | IllegalStateException e) {
            throw new TestServerException("no answer from the server of " + MongoServer.ENVIRONMENT, e);
        }
    }

    private static void initiate(MongoClient client, String memberAddress) {
        Document member = new Document("_id", 0).append("host", memberAddress);
        Document config = new Document("_id", MongoServer.REPLICA_SET).append("members", List.of(member));
        run(client, new Document("replSetInitiate", config));
    }

    private static Document hello(MongoClient client) {
        return run(client, new Document("hello", 1));
    }

    private static Document run(MongoClient client, Document command) {
        return requireNonNull(
                Mono.from(client.getDatabase("admin").runCommand(command)).block(PATIENCE));
    }

    private static MongoClient client(String uri) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToClusterSettings(settings -> settings.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .build());
    }
}
