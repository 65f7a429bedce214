package io.aett.reactive.s3;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.spi.FailureClassifier;
import java.io.Serial;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What the failures of S3 and of the SDK mean, by status and error code.
 *
 * <p>The SDK repeats requests by itself and signals the last attempt's failure, so that a throttled answer says nothing of
 * the attempt before it. What a failure says about a commit therefore depends on what was under way, and the log wraps it
 * ({@link #nothingPlaced}, {@link #perhapsPlaced}).
 */
final class S3Failures implements FailureClassifier {

    /** Refusals that pass, although their status is one of those that do not. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "IncompleteBody",
            "RequestTimeTooSkewed",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "TooManyRequests",
            "TooManyRequestsException",
            "BandwidthLimitExceeded",
            "OperationAborted",
            "ConditionalRequestConflict",
            "ExpiredToken",
            "RequestExpired");

    /** The store's own object is not there. */
    static final class NotInitializedException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        NotInitializedException() {
            super("there is no store in the bucket under this prefix", null, false, false);
        }
    }

    /** A failure that is known to mean something else for the append in which it happened. */
    static final class InAppendException extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Kind kind;

        private InAppendException(Kind kind, Throwable cause) {
            super(cause.getMessage(), cause, false, false);
            this.kind = kind;
        }
    }

    /** A failure before any commit object was sent: whatever took effect, no commit did. */
    Throwable nothingPlaced(Throwable failure) {
        return says(failure, Kind.UNKNOWN) ? new InAppendException(Kind.NOT_APPLIED, failure) : failure;
    }

    /** A failure while commit objects were under way. */
    Throwable perhapsPlaced(Throwable failure) {
        return says(failure, Kind.NOT_APPLIED) ? new InAppendException(Kind.UNKNOWN, failure) : failure;
    }

    /** It is not known whether that took effect which failed, whatever the last attempt's failure says. */
    Throwable perhaps(Throwable failure) {
        return failure instanceof InAppendException ? failure : new InAppendException(Kind.UNKNOWN, failure);
    }

    /** Not when the only attempt was refused: what the SDK signals is its last attempt's answer. */
    boolean mayHaveTakenEffect(Throwable failure) {
        return !(failure instanceof AwsServiceException refused)
                || classify(refused) == Kind.UNKNOWN
                || refused.numAttempts() == null
                || refused.numAttempts() > 1;
    }

    /** Refused at last, after attempts that may have taken effect. */
    boolean isRefusedTooLate(Throwable failure) {
        return failure instanceof InAppendException known
                && known.kind == Kind.UNKNOWN
                && known.getCause() instanceof AwsServiceException refused
                && classify(refused) == Kind.FINAL;
    }

    /** Whether that is what it means; exceptions of the library speak for themselves. */
    private boolean says(Throwable failure, Kind kind) {
        return !(failure instanceof EventStoreException) && classify(failure) == kind;
    }

    @Override
    public Kind classify(Throwable failure) {
        if (failure instanceof InAppendException known) {
            return known.kind;
        }
        if (failure instanceof NotInitializedException) {
            return Kind.NOT_INITIALIZED;
        }
        if (failure instanceof AwsServiceException refused) {
            return classify(refused);
        }
        return Kind.UNKNOWN;
    }

    /** An answer that came without its end; one with an error's status and without the error, too. */
    static boolean isCut(Throwable failure) {
        Throwable cause = failure instanceof SdkClientException ? failure.getCause() : failure;
        return cause instanceof CutAnswerException
                || cause instanceof XMLStreamException
                || (cause instanceof AwsServiceException refused && namesNoError(refused));
    }

    private static boolean namesNoError(AwsServiceException refused) {
        int status = refused.statusCode();
        return (status == 400 || status == 403 || status == 404)
                && code(refused).isEmpty();
    }

    private static Kind classify(AwsServiceException refused) {
        if (namesNoError(refused)) {
            return Kind.UNKNOWN;
        }
        int status = refused.statusCode();
        if (status == 429 || status == 503 || status == 409 || PASSING.contains(code(refused))) {
            return Kind.NOT_APPLIED;
        }
        return (status >= 400 && status < 500) || status == 501 ? Kind.FINAL : Kind.UNKNOWN;
    }

    /** Whether there is no such bucket, which S3 never creates by itself. */
    static boolean isMissingBucket(Throwable failure) {
        return failure instanceof AwsServiceException refused && code(refused).equals("NoSuchBucket");
    }

    /** Whether repeating the request may help. */
    boolean passes(Throwable failure) {
        Kind kind = classify(failure);
        return kind == Kind.NOT_APPLIED || (kind == Kind.UNKNOWN && failure instanceof SdkException);
    }

    static String code(AwsServiceException refused) {
        return refused.awsErrorDetails() == null || refused.awsErrorDetails().errorCode() == null
                ? ""
                : refused.awsErrorDetails().errorCode();
    }
}
