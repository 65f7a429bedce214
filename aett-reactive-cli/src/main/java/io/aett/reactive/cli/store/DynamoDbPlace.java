package io.aett.reactive.cli.store;

import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.engine.StoredEvents;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** A table of DynamoDB, or of a compatible server. */
record DynamoDbPlace(String name, Aws aws, DynamoDbOptions options) implements StorePlace {

    static DynamoDbPlace of(String url) {
        Address parts = Address.of(url);
        parts.requireNoUser();
        String table = parts.rest().isEmpty() ? "aett" : parts.rest();
        Aws aws = parts.aws();
        parts.requireNothingElse("region and endpoint");
        DynamoDbOptions options = StorePlaces.options(() -> DynamoDbOptions.builder()
                .table(table)
                .serializer(new StoredEvents())
                .build());
        return new DynamoDbPlace("dynamodb:" + table + Address.where(aws), aws, options);
    }

    @Override
    public Mono<OpenStore> open() {
        return Mono.fromSupplier(() -> {
            DynamoDbAsyncClient client = aws.dynamoDb();
            return OpenStore.of(DynamoDbEventStore.create(client, options), client::close);
        });
    }

    @Override
    public String creation() {
        return """
                aws dynamodb create-table --table-name %s --billing-mode PAY_PER_REQUEST \\
                    --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=S \\
                    --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE \\
                    --deletion-protection-enabled
                # and then aett init, which writes the counter; it creates the table, too, if it may
                """.formatted(options.table());
    }

    @Override
    public String toString() {
        return name;
    }
}
