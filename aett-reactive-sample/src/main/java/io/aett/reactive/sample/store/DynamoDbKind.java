package io.aett.reactive.sample.store;

import io.aett.reactive.TopicMap;
import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A table of DynamoDB, or of a compatible server. */
final class DynamoDbKind implements StoreKind {

    @Override
    public String name() {
        return "dynamodb";
    }

    @Override
    public boolean keepsData() {
        return true;
    }

    @Override
    public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
        return Mono.defer(() -> {
            location.requireNoBucket(name());
            DynamoDbAsyncClient client =
                    location.requireAws(name(), "http://localhost:8000").dynamoDb();
            Mono<Void> release = Opened.blocking(client::close);
            return Opened.initialized(
                    DynamoDbEventStore.create(
                            client, DynamoDbOptions.builder().topicMap(topics).build()),
                    release);
        });
    }
}
