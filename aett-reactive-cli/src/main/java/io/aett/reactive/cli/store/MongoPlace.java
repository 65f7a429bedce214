package io.aett.reactive.cli.store;

import com.mongodb.ConnectionString;
import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** A database of a MongoDB server. */
record MongoPlace(String name, String database, ConnectionString address, MongoOptions options) implements StorePlace {

    static MongoPlace of(String url) {
        ConnectionString address = Servers.mongo(url);
        String database = Optional.ofNullable(address.getDatabase()).orElse("aett");
        MongoOptions options = StorePlaces.options(() -> MongoOptions.builder()
                .database(database)
                .serializer(new StoredEvents())
                .build());
        String name = Servers.where(address, database);
        return new MongoPlace(name, database, address, options);
    }

    @Override
    public Mono<OpenStore> open() {
        return Mono.fromSupplier(() -> {
            MongoClient client = Servers.connect(address);
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
