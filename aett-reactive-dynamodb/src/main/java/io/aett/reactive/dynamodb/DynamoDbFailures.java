package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.Objects;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.LimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** What the SDK's exceptions mean: by their types, codes and status, never by a message. */
final class DynamoDbFailures {

    /** The table is there, and nothing in it that {@code initialize()} put there. */
    static final class NotInitializedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotInitializedException(String table) {
            super("table " + table + " has no counter");
        }
    }

    private DynamoDbFailures() {}

    static Kind classify(Throwable failure) {
        if (failure instanceof ResourceNotFoundException || failure instanceof NotInitializedException) {
            return Kind.NOT_INITIALIZED;
        }
        if (failure instanceof StorageUnavailableException) {
            return Kind.NOT_APPLIED;
        }
        if (failure instanceof TransactionCanceledException cancelled) {
            return ofCancelled(cancelled);
        }
        if (failure instanceof TransactionInProgressException || failure instanceof InternalServerErrorException) {
            return Kind.UNKNOWN;
        }
        if (failure instanceof AwsServiceException service) {
            return ofService(service);
        }
        return Kind.UNKNOWN;
    }

    /** Whether it may help to send the request again. */
    static boolean isTransient(Throwable failure) {
        Kind kind = classify(failure);
        return kind == Kind.NOT_APPLIED || kind == Kind.UNKNOWN;
    }

    /** What clients do not retry by themselves: another transaction at work on an item, an answer that ends too early. */
    static boolean isLeftToUs(Throwable failure) {
        return failure instanceof Crc32MismatchException
                || (failure instanceof AwsServiceException refused && namesNoError(refused))
                || failure instanceof TransactionConflictException
                || failure instanceof TransactionInProgressException
                || (failure instanceof TransactionCanceledException && isTransient(failure));
    }

    /** A reason that speaks of the moment and not of the items. */
    static boolean isTransientReason(String code) {
        return switch (code) {
            case "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded" -> true;
            default -> false;
        };
    }

    private static Kind ofCancelled(TransactionCanceledException cancelled) {
        boolean anyLasting = cancelled.cancellationReasons().stream()
                .map(reason -> Objects.requireNonNullElse(reason.code(), "None"))
                .anyMatch(code -> !code.equals("None") && !isTransientReason(code));
        return anyLasting ? Kind.FINAL : Kind.NOT_APPLIED;
    }

    private static Kind ofService(AwsServiceException failure) {
        if (failure instanceof ProvisionedThroughputExceededException
                || failure instanceof RequestLimitExceededException
                || failure instanceof ThrottlingException
                || failure instanceof TransactionConflictException
                || failure instanceof LimitExceededException
                || failure instanceof ResourceInUseException
                || failure.isThrottlingException()) {
            return Kind.NOT_APPLIED;
        }
        return failure.statusCode() >= 500 || namesNoError(failure) ? Kind.UNKNOWN : Kind.FINAL;
    }

    /** The service always names the error; what has only a status is an answer whose connection ended within its head. */
    private static boolean namesNoError(AwsServiceException failure) {
        return failure.statusCode() < 500
                && (failure.awsErrorDetails() == null
                        || failure.awsErrorDetails().errorCode() == null);
    }
}
