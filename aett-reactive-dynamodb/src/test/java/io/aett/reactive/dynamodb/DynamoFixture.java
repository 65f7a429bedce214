package io.aett.reactive.dynamodb;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testservers.DynamoServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** A table of its own for each test, on the server that all share. */
class DynamoFixture implements EventStoreFixture, RequestCounting {

    private static final DynamoServer SERVER = DynamoServer.shared();
    private static final DynamoDbAsyncClient RAW = Clients.of(SERVER);

    static {
        Primitive.prove(RAW);
    }

    final String table = "aett-" + UUID.randomUUID();
    final Requests requests = new Requests();
    private final UnderWay underWay = new UnderWay();
    private final DynamoDbAsyncClient client = underWay.around(Clients.of(SERVER, requests));
    private final List<EventStore> stores = new ArrayList<>();
    private final List<DynamoDbAsyncClient> clients = new ArrayList<>(List.of(client));

    /** The server that all tests share. */
    static DynamoServer server() {
        return SERVER;
    }

    /** A client that nobody counts. */
    static DynamoDbAsyncClient rawClient() {
        return RAW;
    }

    @Override
    public EventStore open(FixtureOptions options) {
        return open(options, builder -> builder);
    }

    EventStore open(FixtureOptions options, UnaryOperator<DynamoDbOptions.Builder> more) {
        return open(client, options, more);
    }

    EventStore open(DynamoDbAsyncClient other, FixtureOptions options, UnaryOperator<DynamoDbOptions.Builder> more) {
        DynamoDbOptions.Builder builder =
                options.applyTo(DynamoDbOptions.builder().table(table));
        EventStore store = DynamoDbEventStore.create(other, more.apply(builder).build());
        synchronized (stores) {
            stores.add(store);
        }
        return store;
    }

    /** A store whose client has this interceptor before the one that counts. */
    EventStore openThrough(FixtureOptions options, ExecutionInterceptor interceptor) {
        return open(client(interceptor), options, builder -> builder);
    }

    /** A store without a global order, whose client has these interceptors too. */
    EventStore openUnordered(ExecutionInterceptor... interceptors) {
        return open(client(interceptors), FixtureOptions.defaults(), builder -> builder.globalOrder(false));
    }

    /** A store whose client goes through this gate. */
    EventStore openThrough(FixtureOptions options, Gate gate) {
        return open(gate.around(client()), options, builder -> builder);
    }

    /** The commits below a store, where an append is exactly what one wants it to be. */
    CommitLog log(boolean globalOrder, ExecutionInterceptor... interceptors) {
        DynamoDbOptions options =
                DynamoDbOptions.builder().table(table).globalOrder(globalOrder).build();
        return DynamoDbEventStore.storage(client(interceptors), options).commits();
    }

    /** One commit of one event for each of so many streams. */
    static List<EncodedCommit> batch(String tenantId, int streams, long sequence) {
        return IntStream.range(0, streams)
                .mapToObj(i -> new EncodedCommit(
                        new StreamKey(tenantId, "batch-" + i),
                        sequence,
                        sequence,
                        1,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        Instant.EPOCH,
                        new byte[] {'{', '}'},
                        0))
                .toList();
    }

    /** A store on another way to the server, such as through a proxy. */
    EventStore openThrough(FixtureOptions options, URI endpoint, Duration readTimeout, ExecutionInterceptor... more) {
        DynamoDbAsyncClient own = underWay.around(Clients.through(SERVER, endpoint, readTimeout, interceptors(more)));
        clients.add(own);
        return open(own, options, builder -> builder);
    }

    private DynamoDbAsyncClient client(ExecutionInterceptor... more) {
        DynamoDbAsyncClient own = underWay.around(Clients.of(SERVER, interceptors(more)));
        clients.add(own);
        return own;
    }

    private ExecutionInterceptor[] interceptors(ExecutionInterceptor... more) {
        List<ExecutionInterceptor> interceptors = new ArrayList<>(List.of(more));
        interceptors.add(requests);
        return interceptors.toArray(ExecutionInterceptor[]::new);
    }

    @Override
    public RawView raw() {
        return new RawTable(RAW, table);
    }

    @Override
    public StorageLimits limits() {
        return DynamoDbEventStore.LIMITS;
    }

    @Override
    public int manyStates() {
        return 600;
    }

    @Override
    public int manyFailures() {
        return 5;
    }

    @Override
    public int manyCommits() {
        return 150;
    }

    @Override
    public Duration leaseTime() {
        return Duration.ofSeconds(4);
    }

    @Override
    public int openResources() {
        return underWay.calls();
    }

    @Override
    public long requests() {
        return requests.sent().size();
    }

    @Override
    public void resetRequests() {
        requests.reset();
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores)
                .concatMap(EventStore::close)
                .then(Mono.fromFuture(() -> RAW.deleteTable(delete -> delete.tableName(table))))
                .onErrorComplete(ResourceNotFoundException.class)
                .then(Mono.fromRunnable(() -> clients.forEach(DynamoDbAsyncClient::close)));
    }
}
