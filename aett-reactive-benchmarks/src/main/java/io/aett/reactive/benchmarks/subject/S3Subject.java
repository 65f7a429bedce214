package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import io.aett.reactive.testservers.S3Server;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** The S3 store beside the SDK, under two prefixes of one bucket. */
final class S3Subject extends TwinSubject {

    private static final String BUCKET = "aett-benchmarks";
    private static final String PREFIX = "aett/";
    private static final String RAW = "raw/";

    /** Each commit is a request of its own when it is read, and a small server takes about a millisecond for one. */
    private static final int MOST_EVENTS = 1000;

    private final S3AsyncClient client;
    private final S3Raw raw;

    private S3Subject(S3AsyncClient client) {
        super("s3", open(client, PREFIX), open(client, RAW));
        this.client = client;
        this.raw = new S3Raw(client, BUCKET, RAW);
        reset();
    }

    /** Starts the server if need be, and makes the bucket. */
    static S3Subject start() {
        S3AsyncClient client = client(List.of());
        Mono.fromFuture(() -> client.createBucket(create -> create.bucket(BUCKET)))
                .onErrorComplete(BucketAlreadyOwnedByYouException.class)
                .block();
        return new S3Subject(client);
    }

    private static S3AsyncClient client(List<ExecutionInterceptor> interceptors) {
        S3Server server = S3Server.shared();
        return AwsClients.at(
                        S3AsyncClient.builder(),
                        server.endpoint(),
                        server.region(),
                        server.accessKey(),
                        server.secretKey())
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.executionInterceptors(interceptors))
                .build();
    }

    private static EventStore open(S3AsyncClient client, String prefix) {
        return S3EventStore.create(
                client,
                S3Options.builder()
                        .bucket(BUCKET)
                        .prefix(prefix)
                        .serializer(StoredForm.serializer())
                        .build());
    }

    @Override
    public String versions() {
        return "S3 " + S3Server.shared().origin() + ", " + Drivers.of(S3AsyncClient.class);
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public void reset() {
        super.reset();
        raw.look().block();
    }

    @Override
    public Targets targets() {
        return Targets.usual()
                .same(64, 4)
                .hotStream(10)
                .requests(1, 3)
                .requests(16, 1.2)
                .requests(64, 1.1)
                .commitsOfRequest(100);
    }

    @Override
    public Optional<Supplier<Counted>> counted() {
        return Optional.of(this::counting);
    }

    private Counted counting() {
        Requests requests = new Requests();
        S3AsyncClient counting = client(List.of(new CountingInterceptor(requests)));
        return new Counted(open(counting, PREFIX), requests, Mono.fromRunnable(counting::close));
    }

    @Override
    public int mostEvents() {
        return MOST_EVENTS;
    }

    @Override
    public void fillRaw(List<String> streams, long from, int commits) {
        super.fillRaw(streams, from, commits);
        raw.filled(streams, from + commits).block();
    }

    @Override
    public void close() {
        super.close();
        client.close();
    }
}
