package io.aett.reactive.sample.store;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.TopicMap;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import reactor.core.publisher.Mono;

/** A MongoDB server of the user's. */
final class MongoKind implements StoreKind {

    @Override
    public String name() {
        return "mongodb";
    }

    @Override
    public boolean keepsData() {
        return true;
    }

    @Override
    public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
        return Mono.defer(() -> {
            location.requireNoBucket(name());
            MongoClient client = client(location.requireUrl(name(), "mongodb://localhost:27017"));
            Mono<Void> release = Opened.blocking(client::close);
            return Opened.initialized(
                    MongoEventStore.create(
                            client, MongoOptions.builder().topicMap(topics).build()),
                    release);
        });
    }

    private static MongoClient client(String url) {
        try {
            return MongoClients.create(url);
        } catch (IllegalArgumentException e) {
            throw new BadInputException("not an address of MongoDB: " + e.getMessage());
        }
    }
}
