package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.testservers.DynamoServer;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** The DynamoDB store beside the SDK, on two tables of the same server. */
final class DynamoSubject extends TwinSubject {

    private static final String TABLE = "aett-benchmarks";
    private static final String RAW = "aett-benchmarks-raw";

    /** The server without Docker takes milliseconds for a request, one after the other. */
    private static final int MOST_EVENTS = 1000;

    private final DynamoDbAsyncClient client;
    private final DynamoRaw raw;

    private DynamoSubject(DynamoDbAsyncClient client) {
        super("dynamodb", open(client, TABLE), open(client, RAW));
        this.client = client;
        this.raw = new DynamoRaw(client, RAW);
        reset();
    }

    /** Starts the server if need be. */
    static DynamoSubject start() {
        DynamoServer server = DynamoServer.shared();
        return new DynamoSubject(AwsClients.at(
                        DynamoDbAsyncClient.builder(),
                        server.endpoint(),
                        server.region(),
                        server.accessKey(),
                        server.secretKey())
                .build());
    }

    private static EventStore open(DynamoDbAsyncClient client, String table) {
        return DynamoDbEventStore.create(
                client,
                DynamoDbOptions.builder()
                        .table(table)
                        .serializer(StoredForm.serializer())
                        .build());
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public Targets targets() {
        return new Targets(0.9, 0, 0.9, 0.9, 0.7, 10);
    }

    @Override
    public int mostEvents() {
        return MOST_EVENTS;
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
