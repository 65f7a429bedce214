package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.InternalServerErrorException;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Answers in the server's place, as it would when it refuses: such a request is not sent. */
final class Faults implements ExecutionInterceptor {

    /** For ever, as far as a test is concerned. */
    static final int ALWAYS = Integer.MAX_VALUE;

    private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

    private record Fault(
            Predicate<SdkRequest> which, AtomicInteger left, Function<SdkRequest, RuntimeException> failure) {}

    /** The next so many requests of this type fail like that. */
    void fail(Class<? extends SdkRequest> type, int times, Function<SdkRequest, RuntimeException> failure) {
        fail(type::isInstance, times, failure);
    }

    void fail(Predicate<SdkRequest> which, int times, Function<SdkRequest, RuntimeException> failure) {
        faults.add(new Fault(which, new AtomicInteger(times), failure));
    }

    void heal() {
        faults.clear();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        for (Fault fault : faults) {
            if (fault.which.test(context.request()) && fault.left.getAndDecrement() > 0) {
                throw fault.failure.apply(context.request());
            }
        }
    }

    static RuntimeException throttled(SdkRequest request) {
        return ProvisionedThroughputExceededException.builder()
                .message("throttled")
                .statusCode(400)
                .awsErrorDetails(code("ProvisionedThroughputExceededException"))
                .build();
    }

    static RuntimeException serverError(SdkRequest request) {
        return InternalServerErrorException.builder()
                .message("internal")
                .statusCode(500)
                .awsErrorDetails(code("InternalServerError"))
                .build();
    }

    static RuntimeException denied(SdkRequest request) {
        return DynamoDbException.builder()
                .message("denied")
                .statusCode(400)
                .awsErrorDetails(code("AccessDeniedException"))
                .build();
    }

    /** Another transaction holds every item of this one. */
    static RuntimeException conflict(SdkRequest request) {
        return cancelled(request, item -> true, "TransactionConflict");
    }

    /** The transaction is cancelled for the reason that these items give. */
    static RuntimeException cancelled(SdkRequest request, Predicate<String> partitions, String code) {
        List<TransactWriteItem> items = ((TransactWriteItemsRequest) request).transactItems();
        List<CancellationReason> reasons = IntStream.range(0, items.size())
                .mapToObj(i -> partitions.test(Keys.partition(items.get(i).put().item())) ? code : "None")
                .map(reason -> CancellationReason.builder().code(reason).build())
                .toList();
        return TransactionCanceledException.builder()
                .message("cancelled")
                .statusCode(400)
                .cancellationReasons(reasons)
                .awsErrorDetails(code("TransactionCanceledException"))
                .build();
    }

    private static AwsErrorDetails code(String code) {
        return AwsErrorDetails.builder().errorCode(code).errorMessage(code).build();
    }
}
