package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import io.aett.reactive.testservers.S3Server;
import java.util.List;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
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
        S3Server server = S3Server.shared();
        S3AsyncClient client = AwsClients.at(
                        S3AsyncClient.builder(),
                        server.endpoint(),
                        server.region(),
                        server.accessKey(),
                        server.secretKey())
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .build();
        Mono.fromFuture(() -> client.createBucket(create -> create.bucket(BUCKET)))
                .onErrorComplete(BucketAlreadyOwnedByYouException.class)
                .block();
        return new S3Subject(client);
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
        return new Targets(0.9, 0, 0.9, 0.9, 0.7, 10);
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
