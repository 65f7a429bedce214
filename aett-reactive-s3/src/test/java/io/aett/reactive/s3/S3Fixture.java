package io.aett.reactive.s3;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testservers.S3Server;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A prefix of its own in the bucket of a server, and stores on it, each with a client of its own. */
class S3Fixture implements RequestCounting, RawView {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Requests requests = new Requests();
    final Wire wire;
    final String prefix;
    final S3Server server;
    private final S3AsyncClient raw;
    private final UnaryOperator<S3Options.Builder> settings;
    private final List<ExecutionInterceptor> interceptors = new ArrayList<>(List.of(requests));
    private final List<EventStore> stores = new ArrayList<>();
    private final List<S3AsyncClient> clients = new ArrayList<>();
    private URI endpoint;
    private boolean tried = true;

    S3Fixture() {
        this(settings -> settings);
    }

    S3Fixture(UnaryOperator<S3Options.Builder> settings) {
        this(TestClients.server(), settings);
    }

    S3Fixture(S3Server server, UnaryOperator<S3Options.Builder> settings) {
        this(server, settings, TestClients.wire());
    }

    S3Fixture(S3Server server, UnaryOperator<S3Options.Builder> settings, Wire wire) {
        this.wire = wire;
        this.server = server;
        this.settings = settings;
        this.endpoint = server.endpoint();
        this.prefix = "fixture-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet() + "/";
        this.raw = TestClients.client(server);
    }

    /** Stores opened from now on try the endpoint, as all do that users make; once for all tests is enough. */
    S3Fixture tryingTheEndpoint() {
        tried = false;
        return this;
    }

    /** Clients made from now on go through this too. */
    S3Fixture through(ExecutionInterceptor interceptor) {
        interceptors.add(interceptor);
        return this;
    }

    /** Clients made from now on use another address of the same server. */
    S3Fixture through(URI other) {
        endpoint = other;
        return this;
    }

    S3AsyncClient client() {
        S3AsyncClient client = TestClients.client(server, endpoint, wire, interceptors);
        clients.add(client);
        return client;
    }

    @Override
    public EventStore open(FixtureOptions options) {
        EventStore store = S3EventStore.create(client(), options(options).build(), tried);
        stores.add(store);
        return store;
    }

    private String bucket() {
        return options(FixtureOptions.defaults()).build().bucket();
    }

    S3Options.Builder options(FixtureOptions options) {
        return settings.apply(
                options.applyTo(S3Options.builder()).bucket(TestClients.BUCKET).prefix(prefix));
    }

    /** Stores on the same data through clients that nothing is done to. */
    Second second() {
        return new Second();
    }

    final class Second {
        private final List<EventStore> opened = new ArrayList<>();
        private final S3AsyncClient client = TestClients.client(server);

        EventStore open(FixtureOptions options) {
            EventStore store = S3EventStore.create(client, options(options).build(), tried);
            opened.add(store);
            return store;
        }

        Mono<Void> dispose() {
            return Flux.fromIterable(opened).concatMap(EventStore::close).then(Mono.fromRunnable(client::close));
        }
    }

    @Override
    public RawView raw() {
        return this;
    }

    @Override
    public StorageLimits limits() {
        return S3EventStore.LIMITS;
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
        return wire.underWay();
    }

    @Override
    public long requests() {
        return requests.all();
    }

    @Override
    public void resetRequests() {
        requests.reset();
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores)
                .concatMap(EventStore::close)
                .then(Mono.fromRunnable(() -> clients.forEach(S3AsyncClient::close)))
                .then(Mono.defer(this::removeAll))
                .doFinally(end -> raw.close());
    }

    private Mono<Void> removeAll() {
        return new Removal(new S3Bucket(raw, bucket(), reactor.core.scheduler.Schedulers.parallel(), new S3Failures()))
                .removeAll(prefix, Mono::just);
    }

    /** All objects under the prefix. */
    Flux<S3Object> objects() {
        return Flux.from(
                        raw.listObjectsV2Paginator(list -> list.bucket(bucket()).prefix(prefix)))
                .flatMapIterable(page -> page.contents());
    }

    private Flux<S3Object> objects(String tenantId, String kind) {
        String tenant = "/t/" + S3Keys.part(tenantId) + "/";
        Predicate<String> ours = key -> key.contains(tenant)
                && key.substring(key.indexOf(tenant) + tenant.length() + 19).startsWith("/" + kind + "/");
        return objects().filter(object -> ours.test(object.key()));
    }

    @Override
    public Mono<Long> commits(String tenantId) {
        return slots(tenantId).filter(S3Fixture::isCommit).count();
    }

    /** How many slots hold a void. */
    Mono<Long> voids(String tenantId) {
        return slots(tenantId).filter(head -> !isCommit(head)).count();
    }

    private Flux<HeadObjectResponse> slots(String tenantId) {
        return objects(tenantId, "c").flatMapSequential(object -> head(object.key()));
    }

    private static boolean isCommit(HeadObjectResponse head) {
        return head.metadata().containsKey("commit-id");
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return objects(tenantId, "s").count();
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        return commit(tenantId, streamId, commitSequence)
                .concatMap(key -> head(key).flatMap(head -> put(key, head, payload)))
                .then();
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        return commit(tenantId, streamId, commitSequence)
                .concatMap(key -> Mono.fromFuture(
                        () -> raw.deleteObject(delete -> delete.bucket(bucket()).key(key))))
                .then();
    }

    private Flux<String> commit(String tenantId, String streamId, long commitSequence) {
        String stream = "/c/" + S3Keys.part(streamId) + "/";
        return objects(tenantId, "c")
                .filter(object -> object.key().contains(stream))
                .concatMap(object -> head(object.key())
                        .filter(head -> isCommit(head)
                                && head.metadata().get("sequence").equals(Long.toString(commitSequence)))
                        .map(head -> object.key()));
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        String end = "/s/" + S3Keys.part(streamId) + "/" + S3Keys.number(Long.MAX_VALUE - streamRevision);
        return objects(tenantId, "s")
                .filter(object -> object.key().endsWith(end))
                .concatMap(object -> head(object.key()).flatMap(head -> put(object.key(), head, payload)))
                .then();
    }

    private Mono<HeadObjectResponse> head(String key) {
        return Mono.fromFuture(
                () -> raw.headObject(head -> head.bucket(bucket()).key(key)));
    }

    private Mono<Boolean> put(String key, HeadObjectResponse like, byte[] payload) {
        return Mono.fromFuture(() -> raw.putObject(
                        put -> put.bucket(bucket()).key(key).metadata(like.metadata()),
                        AsyncRequestBody.fromBytes(payload)))
                .thenReturn(true);
    }

    /** Where a stream is, for looks behind the store. */
    S3Keys.StreamPlace place(UUID storeId, String tenantId, String streamId) {
        return new S3Keys.StreamPlace(storeId, 0, new StreamKey(tenantId, streamId));
    }
}
