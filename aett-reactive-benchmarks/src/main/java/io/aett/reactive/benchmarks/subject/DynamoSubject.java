package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.testservers.DynamoServer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
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
        return new DynamoSubject(client(List.of()));
    }

    private static DynamoDbAsyncClient client(List<ExecutionInterceptor> interceptors) {
        DynamoServer server = DynamoServer.shared();
        return AwsClients.at(
                        DynamoDbAsyncClient.builder(),
                        server.endpoint(),
                        server.region(),
                        server.accessKey(),
                        server.secretKey())
                .overrideConfiguration(override -> override.executionInterceptors(interceptors))
                .build();
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
    public String versions() {
        return "DynamoDB " + DynamoServer.shared().origin() + ", " + Drivers.of(DynamoDbAsyncClient.class);
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public Targets targets() {
        return Targets.usual().same(64, 4).hotStream(10).units(1, 4).units(16, 3);
    }

    @Override
    public Optional<Supplier<Counted>> counted() {
        return Optional.of(this::counting);
    }

    private Counted counting() {
        Requests requests = new Requests();
        DynamoDbAsyncClient counting =
                client(List.of(new CountingInterceptor(requests), new UnitsInterceptor(requests)));
        return new Counted(open(counting, TABLE), requests, Mono.fromRunnable(counting::close));
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
