package io.aett.reactive.s3;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The requests that everything else is made of. Cold, one attempt per subscription. What was sent runs to its end, whoever
 * cancels: a write because it must, a small read because the SDK gives up a request by closing the connection. Only
 * objects that may be large are given up.
 */
final class S3Bucket {

    private static final int PRECONDITION_FAILED = 412;
    private static final int CONFLICT = 409;
    private static final int MISSING = 404;
    private static final int NOT_MODIFIED = 304;

    /** The most keys of one answer to LIST. */
    static final int MOST_LISTED = 1000;

    /** The content of an object that says all in its key and metadata: see {@link CutAnswerException}. */
    static final byte[] MARK = {'-'};

    private static final SdkPlugin ONE_ATTEMPT = client -> client.overrideConfiguration(
            client.overrideConfiguration().copy(overrides -> overrides.retryStrategy(AwsRetryStrategy.doNotRetry())));

    private final S3AsyncClient client;
    private final String name;
    private final Scheduler scheduler;
    private final S3Failures failures;

    S3Bucket(S3AsyncClient client, String name, Scheduler scheduler, S3Failures failures) {
        this.client = client;
        this.name = name;
        this.scheduler = scheduler;
        this.failures = failures;
    }

    S3AsyncClient client() {
        return client;
    }

    String name() {
        return name;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** An object, or its metadata and the first byte of its body. */
    @SuppressWarnings("ArrayRecordComponent")
    record Found(String key, Map<String, String> metadata, String etag, byte[] body) {}

    /** The keys of one answer to LIST, and whether there are more behind them. */
    record Listing(List<String> keys, boolean more) {}

    /**
     * Creates the object if there is none; false when there is one, which may be this request's own after a retry inside of
     * the SDK: look. 409 says that something else was under way at this key, and decides nothing: it is sent again.
     */
    Mono<Boolean> create(String key, Map<String, String> metadata, byte[] body) {
        return create(key, metadata, body, failure -> {});
    }

    private Mono<Boolean> create(String key, Map<String, String> metadata, byte[] body, Consumer<Throwable> failed) {
        return sent(() -> put(putRequest(key, metadata).ifNoneMatch("*").build(), body))
                .thenReturn(true)
                .onErrorResume(e -> hasStatus(e, PRECONDITION_FAILED), e -> Mono.just(false))
                .doOnError(failed)
                .retryWhen(Retry.backoff(5, Duration.ofMillis(20))
                        .maxBackoff(Duration.ofMillis(500))
                        .jitter(0.9)
                        .scheduler(scheduler)
                        .filter(S3Bucket::isConflict)
                        .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    /**
     * As {@link #create}, and again for a while when it fails for a reason that passes. The failure is a refusal only if no
     * attempt may have taken effect, be it one of the SDK's own.
     */
    Mono<Boolean> createSurely(String key, Map<String, String> metadata, byte[] body) {
        return Mono.defer(() -> {
            AtomicBoolean perhaps = new AtomicBoolean();
            Consumer<Throwable> failed = failure -> {
                if (failures.mayHaveTakenEffect(failure)) {
                    perhaps.set(true);
                }
            };
            return create(key, metadata, body, failed)
                    .retryWhen(Retry.backoff(3, Duration.ofMillis(100))
                            .maxBackoff(Duration.ofSeconds(2))
                            .jitter(0.5)
                            .scheduler(scheduler)
                            .filter(failures::passes)
                            .onRetryExhaustedThrow((spec, last) -> last.failure()))
                    .onErrorMap(failure -> perhaps.get() ? failures.perhaps(failure) : failure);
        });
    }

    /** Creates the object if there is none, by one attempt, and is its tag; fails as {@link #isRefused} says when there is one. */
    Mono<String> createOnce(String key, byte[] body) {
        PutObjectRequest request = putRequest(key, Map.of())
                .ifNoneMatch("*")
                .overrideConfiguration(call -> call.addPlugin(ONE_ATTEMPT))
                .build();
        return tagged(request, body);
    }

    /** Replaces the object that has this tag, and is the new one; fails as {@link #isRefused} says when it has another, or is gone. */
    Mono<String> replaceIf(String key, String etag, byte[] body) {
        return tagged(putRequest(key, Map.of()).ifMatch(etag).build(), body);
    }

    private Mono<String> tagged(PutObjectRequest request, byte[] body) {
        return S3Bucket.<PutObjectResponse>sent(() -> put(request, body)).map(answer -> {
            String etag = answer.eTag();
            if (etag == null) {
                throw Exceptions.propagate(new CutAnswerException());
            }
            return etag;
        });
    }

    /** Deletes the object that has this tag, and is it; fails as {@link #isRefused} says when it has another, or is gone. */
    Mono<String> deleteIf(String key, String etag) {
        return sent(() -> client.deleteObject(
                        delete -> delete.bucket(name).key(key).ifMatch(etag)))
                .thenReturn(etag);
    }

    /** Whether a condition did not hold. S3 says 404 to {@code If-Match} where there is no object. */
    static boolean isRefused(Throwable error) {
        return hasStatus(error, PRECONDITION_FAILED)
                || (error instanceof S3Exception refused
                        && refused.statusCode() == MISSING
                        && S3Failures.code(refused).equals("NoSuchKey"));
    }

    static boolean isConflict(Throwable error) {
        return hasStatus(error, CONFLICT);
    }

    /** Stores the object, whatever is there. */
    Mono<Void> replace(String key, Map<String, String> metadata, byte[] body) {
        return sent(() -> put(putRequest(key, metadata).build(), body)).then();
    }

    /** The object, or empty. */
    Mono<Found> get(String key) {
        GetObjectRequest request = getRequest(key).build();
        return orEmpty(reading(() -> client.getObject(request, new Body(key))));
    }

    /** As {@link #get}, for objects that may be large: given up when cancelled. */
    Mono<Found> getLarge(String key) {
        GetObjectRequest request = getRequest(key).build();
        return orEmpty(repeated(Mono.fromFuture(() -> client.getObject(request, new Body(key)))));
    }

    /** The object when it is not the one with that tag; {@code same} when it is; empty when there is none. */
    Mono<Found> getUnless(String key, String etag, Found same) {
        GetObjectRequest request = getRequest(key).ifNoneMatch(etag).build();
        return orEmpty(reading(() -> client.getObject(request, new Body(key))))
                .onErrorResume(e -> hasStatus(e, NOT_MODIFIED), e -> Mono.just(same));
    }

    private static Mono<Found> orEmpty(Mono<Body.Box> answer) {
        return answer.flatMap(Body.Box::take).onErrorResume(S3Bucket::isMissing, e -> Mono.empty());
    }

    /** A part of an object, which ends with the object if not before; or empty. */
    Mono<Found> getPart(String key, long first, int length) {
        GetObjectRequest request = getRequest(key)
                .range("bytes=" + first + "-" + (first + length - 1))
                .build();
        return orEmpty(repeated(Mono.fromFuture(() -> client.getObject(request, new Body(key)))));
    }

    /** The object's metadata, or empty. By GET with one byte: an answer to HEAD has nothing by which to see that it was cut. */
    Mono<Found> head(String key) {
        GetObjectRequest request = getRequest(key).range("bytes=0-0").build();
        return orEmpty(reading(() -> client.getObject(request, new Body(key))));
    }

    /** Keys below a prefix and behind another key ({@code null}: from the first), at most 1000. */
    Mono<Listing> list(String prefix, @Nullable String after, int most) {
        return S3Bucket.<ListObjectsV2Response>sent(() -> client.listObjectsV2(list ->
                        list.bucket(name).prefix(prefix).startAfter(after).maxKeys(most)))
                .map(answer -> new Listing(
                        answer.contents().stream().map(S3Object::key).toList(), certain(answer.isTruncated())))
                .as(this::repeated);
    }

    /** What every whole answer to LIST says. */
    static boolean certain(@Nullable Boolean truncated) {
        if (truncated == null) {
            throw Exceptions.propagate(new CutAnswerException());
        }
        return truncated;
    }

    /** Pages of all keys below a prefix, one page after the other. */
    Flux<List<String>> listAll(String prefix) {
        return list(prefix, null, MOST_LISTED)
                .expand(page -> page.more() && !page.keys().isEmpty()
                        ? list(prefix, page.keys().get(page.keys().size() - 1), MOST_LISTED)
                        : Mono.empty())
                .map(Listing::keys);
    }

    /** Deletes the object, if there is one. */
    Mono<Void> delete(String key) {
        return sent(() -> client.deleteObject(delete -> delete.bucket(name).key(key)))
                .then();
    }

    private GetObjectRequest.Builder getRequest(String key) {
        return GetObjectRequest.builder().bucket(name).key(key);
    }

    private PutObjectRequest.Builder putRequest(String key, Map<String, String> metadata) {
        return PutObjectRequest.builder().bucket(name).key(key).metadata(metadata);
    }

    /** The bytes are nobody's to change, so they are not copied. */
    private CompletableFuture<PutObjectResponse> put(PutObjectRequest request, byte[] body) {
        return client.putObject(request, AsyncRequestBody.fromBytesUnsafe(body));
    }

    private <T> Mono<T> reading(Supplier<CompletableFuture<? extends T>> request) {
        return repeated(sent(request));
    }

    /** Again for a while, when the answer was cut: the SDK does not know that it was. */
    <T> Mono<T> repeated(Mono<T> read) {
        return read.retryWhen(Retry.backoff(5, Duration.ofMillis(20))
                .maxBackoff(Duration.ofMillis(500))
                .jitter(0.5)
                .scheduler(scheduler)
                .filter(S3Failures::isCut)
                .onRetryExhaustedThrow((spec, last) -> last.failure()));
    }

    /** Sent when subscribed to; runs to its end, and who cancelled hears nothing of it, not even a failure. */
    static <T> Mono<T> sent(Supplier<CompletableFuture<? extends T>> request) {
        return Mono.fromFuture(() -> request.get().handle(Answer<T>::new), true).flatMap(Answer::signal);
    }

    private record Answer<T>(@Nullable T value, @Nullable Throwable error) {

        Mono<T> signal() {
            Throwable failed = error;
            return failed == null ? Mono.justOrEmpty(value) : Mono.error(unwrapped(failed));
        }

        private static Throwable unwrapped(Throwable failed) {
            Throwable cause = failed.getCause();
            return failed instanceof CompletionException && cause != null ? cause : failed;
        }
    }

    private static boolean hasStatus(Throwable error, int status) {
        return error instanceof S3Exception refused && refused.statusCode() == status;
    }

    /** The object is missing, not the bucket; an answer to HEAD does not tell. */
    private static boolean isMissing(Throwable error) {
        return error instanceof NoSuchKeyException;
    }
}
