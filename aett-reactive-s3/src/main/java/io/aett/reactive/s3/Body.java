package io.aett.reactive.s3;

import io.aett.reactive.s3.S3Bucket.Found;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Takes an object's body into an array of just its length. The SDK's own way doubles an array until all fits and copies it
 * then, which is three times the memory while many are under way.
 *
 * <p>An idle connection of the SDK's pool goes on knowing its last request, and with it all that led to the answer. So the
 * body is handed over in a box that is emptied when it is taken: otherwise each connection would hold on to the last body.
 */
final class Body implements AsyncResponseTransformer<GetObjectResponse, Body.Box> {

    private static final byte[] NONE = {};

    /** Holds what was received until it is taken, once. */
    static final class Box {
        private final AtomicReference<@Nullable Found> content;

        private Box(Found found) {
            content = new AtomicReference<>(found);
        }

        Mono<Found> take() {
            return Mono.justOrEmpty(content.getAndSet(null));
        }
    }

    private final String key;
    private volatile CompletableFuture<Body.Box> result = new CompletableFuture<>();
    private volatile GetObjectResponse response = GetObjectResponse.builder().build();

    Body(String key) {
        this.key = key;
    }

    /** Called for each attempt. */
    @Override
    public CompletableFuture<Body.Box> prepare() {
        CompletableFuture<Body.Box> next = new CompletableFuture<>();
        result = next;
        return next;
    }

    @Override
    public void onResponse(GetObjectResponse answer) {
        response = answer;
    }

    @Override
    public void onStream(SdkPublisher<ByteBuffer> stream) {
        Long length = response.contentLength();
        stream.subscribe(new Taking(length == null ? 0 : Math.toIntExact(length), result));
    }

    @Override
    public void exceptionOccurred(Throwable error) {
        result.completeExceptionally(error);
    }

    private final class Taking implements Subscriber<ByteBuffer> {

        private final CompletableFuture<Body.Box> whole;
        private byte[] bytes;
        private int size;

        Taking(int length, CompletableFuture<Body.Box> whole) {
            this.bytes = new byte[length];
            this.whole = whole;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer piece) {
            int more = piece.remaining();
            if (bytes.length - size < more) {
                bytes = Arrays.copyOf(bytes, Math.max(size + more, 2 * size));
            }
            piece.get(bytes, size, more);
            size += more;
        }

        @Override
        public void onError(Throwable error) {
            bytes = NONE;
            whole.completeExceptionally(error);
        }

        @Override
        public void onComplete() {
            Long length = response.contentLength();
            if (length == null || length != size) {
                bytes = NONE;
                whole.completeExceptionally(new CutAnswerException());
                return;
            }
            byte[] all = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
            String etag = response.eTag();
            bytes = NONE;
            whole.complete(new Box(new Found(key, response.metadata(), etag == null ? "" : etag, all)));
        }
    }
}
