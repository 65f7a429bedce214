package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.CommitIds;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The requests of a commit, each commit on its own, and those of reading, by the SDK alone: what is wrong is a failure, and nothing is
 * decided or sent again. Where the log and the streams end is counted here, and known.
 */
final class S3Raw implements Raw {

    private static final int AT_ONCE = 48;
    private static final int NOT_MODIFIED = 304;

    private final S3AsyncClient client;
    private final String bucket;
    private final String prefix;
    private final CommitIds ids = new CommitIds();
    private final Map<String, Long> lengths = new ConcurrentHashMap<>();
    private final Map<String, String> blocks = new ConcurrentHashMap<>();
    private final AtomicLong log = new AtomicLong();
    private volatile S3Objects objects = new S3Objects("");
    private volatile String stateTag = "";

    S3Raw(S3AsyncClient client, String bucket, String prefix) {
        this.client = client;
        this.bucket = bucket;
        this.prefix = prefix;
    }

    /** Looks where the store's data is, in which there is nothing yet. */
    Mono<Void> look() {
        lengths.clear();
        blocks.clear();
        log.set(0);
        return get(prefix + "store")
                .map(id -> S3Objects.of(prefix, UUID.fromString(new String(id, StandardCharsets.UTF_8).strip())))
                .doOnNext(found -> objects = found)
                .flatMap(found -> Mono.fromFuture(
                        () -> client.headObject(head -> head.bucket(bucket).key(found.state()))))
                .doOnNext(head -> stateTag = head.eTag())
                .then();
    }

    /** A store wrote to these streams: all have so many commits now. */
    Mono<Void> filled(List<String> streams, long length) {
        streams.forEach(stream -> {
            lengths.put(stream, length);
            blocks.put(stream, S3Objects.noIdsBehind(length));
        });
        return Flux.from(client.listObjectsV2Paginator(
                        list -> list.bucket(bucket).prefix(objects.logs())))
                .flatMapIterable(page -> page.contents())
                .count()
                .doOnNext(log::set)
                .then();
    }

    @Override
    public String name() {
        return "the SDK, commits alone";
    }

    @Override
    public List<Integer> callers(int store) {
        return List.of(store);
    }

    @Override
    public Mono<?> append(int caller, String stream, long sequence, ItemAdded event) {
        return Mono.defer(() -> {
            byte[] payload = StoredForm.write(event);
            Instant stamp = Instant.now().truncatedTo(ChronoUnit.MICROS);
            UUID id = ids.get();
            UUID nonce = ids.get();
            long position = log.incrementAndGet();
            Mono<Void> announced = create(
                    objects.log(position),
                    Map.of("nonce", ids.get().toString()),
                    S3Objects.announcement(stream, sequence, payload.length, stamp));
            String known = blocks.getOrDefault(stream, "");
            Mono<Void> stored = create(
                    objects.commit(stream, sequence),
                    S3Objects.metadata(sequence, id, nonce, stamp, position, known),
                    payload);
            return Mono.when(announced, unchanged()).then(stored).doOnSuccess(done -> {
                lengths.put(stream, sequence);
                blocks.put(stream, S3Objects.idsBehind(sequence, known, id));
            });
        });
    }

    private Mono<Void> create(String key, Map<String, String> metadata, byte[] body) {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .metadata(metadata)
                .ifNoneMatch("*")
                .build();
        return Mono.fromFuture(() -> client.putObject(request, AsyncRequestBody.fromBytesUnsafe(body)))
                .then();
    }

    /** The state, which is as it was: the answer is 304. */
    private Mono<Void> unchanged() {
        return get(request(objects.state()).ifNoneMatch(stateTag).build())
                .then(Mono.<Void>error(() -> new IllegalStateException("the store's state was changed")))
                .onErrorComplete(error -> error instanceof S3Exception answer && answer.statusCode() == NOT_MODIFIED);
    }

    private Mono<byte[]> get(String key) {
        return get(request(key).build());
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(bucket).key(key);
    }

    private Mono<byte[]> get(GetObjectRequest request) {
        return Mono.fromFuture(() -> client.getObject(request, AsyncResponseTransformer.<GetObjectResponse>toBytes()))
                .map(body -> body.asByteArrayUnsafe());
    }

    @Override
    public Mono<Long> read(String stream) {
        S3Objects at = objects;
        Mono<Long> sum = Flux.range(1, Math.toIntExact(lengths.getOrDefault(stream, 0L)))
                .flatMapSequential(slot -> get(at.commit(stream, slot)), AT_ONCE)
                .map(StoredForm::quantity)
                .reduce(0L, Long::sum);
        return Mono.zip(sum, unchanged().thenReturn(true)).map(both -> both.getT1());
    }

    @Override
    public Mono<Long> readAll() {
        S3Objects at = objects;
        long end = log.get();
        return Mono.when(unchanged(), missing(at.log(end + 1)))
                .thenMany(Flux.range(1, Math.toIntExact(end)))
                .flatMapSequential(position -> get(at.log(position)), AT_ONCE)
                .flatMapIterable(at::announced)
                .collectList()
                .flatMapIterable(keys -> keys)
                .flatMapSequential(this::get, AT_ONCE)
                .map(StoredForm::quantity)
                .reduce(0L, Long::sum);
    }

    private Mono<Void> missing(String key) {
        return Mono.fromFuture(
                        () -> client.headObject(head -> head.bucket(bucket).key(key)))
                .then(Mono.<Void>error(() -> new IllegalStateException("the log is longer than it was")))
                .onErrorComplete(NoSuchKeyException.class);
    }
}
