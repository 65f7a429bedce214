package io.aett.reactive.cli.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;

/** A database of a MongoDB server. */
record MongoPlace(String name, String database, ConnectionString address, MongoOptions options) implements StorePlace {

    private static final int SECONDS_TO_FIND_A_SERVER = 10;

    static MongoPlace of(String url) {
        ConnectionString address;
        try {
            address = new ConnectionString(url);
        } catch (RuntimeException e) {
            throw new BadInputException(
                    "an address of a MongoDB database is like mongodb://user:password@host:27017/database"
                            + "?authSource=admin; what is special in a password is escaped as in every URL");
        }
        String database = Optional.ofNullable(address.getDatabase()).orElse("aett");
        MongoOptions options = StorePlaces.options(() -> MongoOptions.builder()
                .database(database)
                .serializer(new StoredEvents())
                .build());
        String name = "mongodb://" + String.join(",", address.getHosts()) + "/" + database;
        return new MongoPlace(name, database, address, options);
    }

    @Override
    public Mono<OpenStore> open() {
        return Mono.fromSupplier(() -> {
            MongoClient client = MongoClients.create(MongoClientSettings.builder()
                    .applyToClusterSettings(
                            cluster -> cluster.serverSelectionTimeout(SECONDS_TO_FIND_A_SERVER, TimeUnit.SECONDS))
                    .applyConnectionString(address)
                    .build());
            return OpenStore.of(MongoEventStore.create(client, options), client::close);
        });
    }

    @Override
    public String creation() {
        return """
                # MongoDB needs no statements: aett init creates the collections and their indexes, and anybody with the role
                # readWrite on the database may run it. In mongosh:
                #   db.getSiblingDB("%s").createUser({user: "aett", pwd: passwordPrompt(), roles: ["readWrite"]})
                """.formatted(database);
    }

    @Override
    public String toString() {
        return name;
    }
}
