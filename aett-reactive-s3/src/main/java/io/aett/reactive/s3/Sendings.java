package io.aett.reactive.s3;

import io.aett.reactive.spi.FailureClassifier.Kind;
import java.time.Duration;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * The times that one conditional change is sent: again for a while when it was refused for a reason that passes. Remembers whether an
 * earlier one may have taken effect, be it one of the SDK's own, so that the last one's answer says nothing of it. For one subscription.
 */
final class Sendings {

    private final S3Bucket bucket;
    private final S3Failures failures;
    private volatile boolean again;
    private volatile boolean perhaps;

    Sendings(S3Bucket bucket, S3Failures failures) {
        this.bucket = bucket;
        this.failures = failures;
    }

    <T> Mono<T> of(Mono<T> change) {
        return change.doOnError(failure -> perhaps |= failures.mayHaveTakenEffect(failure))
                .retryWhen(Retry.backoff(5, Duration.ofMillis(20))
                        .maxBackoff(Duration.ofSeconds(1))
                        .jitter(0.9)
                        .scheduler(bucket.scheduler())
                        .filter(failure -> failures.classify(failure) == Kind.NOT_APPLIED)
                        .doBeforeRetry(signal -> again = true)
                        .onRetryExhaustedThrow((spec, last) -> last.failure()))
                .onErrorMap(failure -> perhaps && !S3Bucket.isRefused(failure), failures::perhaps);
    }

    /** Whether it was sent but once, and refused. */
    boolean isOnly(Throwable refusal) {
        return !again && !failures.mayHaveTakenEffect(refusal);
    }

    /** Empty, since nothing took effect; fails when an earlier one may have. */
    <T> Mono<T> nothing(Throwable refusal) {
        return Mono.defer(() -> perhaps ? Mono.error(failures.perhaps(refusal)) : Mono.empty());
    }
}
