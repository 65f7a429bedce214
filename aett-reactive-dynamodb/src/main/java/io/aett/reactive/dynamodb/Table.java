package io.aett.reactive.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The requests that are sent to the one table, as cold publishers.
 *
 * <p>Every read is strongly consistent, unless it says otherwise. Cancelling a read ends its request within half a second; a write that was sent runs to its end whatever
 * becomes of its subscriber. Throttling, server errors and broken connections are retried by the client, as it was set up to;
 * what it leaves, here: a write that meets a transaction, an answer whose end is missing.
 */
final class Table {

    /** The most items of one {@code BatchWriteItem}. */
    static final int BATCH_WRITE = 25;

    /** The most keys of one {@code BatchGetItem}. */
    static final int BATCH_GET = 100;

    private static final int GETS_AT_ONCE = 4;
    private static final int PATIENCE_MILLIS = 500;
    private static final String CHECKSUM = "x-amz-crc32";

    private final DynamoDbAsyncClient client;
    private final String name;
    private final Scheduler scheduler;
    /** The server is known to send a checksum with every answer. */
    private volatile boolean checksums;

    Table(DynamoDbAsyncClient client, String name, Scheduler scheduler) {
        this.client = client;
        this.name = name;
        this.scheduler = scheduler;
    }

    String name() {
        return name;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    <T extends DynamoDbResponse> Mono<T> read(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
        return read(request, answer -> true);
    }

    private <T extends DynamoDbResponse> Mono<T> read(
            Function<DynamoDbAsyncClient, CompletableFuture<T>> request, Predicate<T> whole) {
        Mono<T> answer = Mono.defer(() -> {
            CompletableFuture<T> sent = request.apply(client);
            return settled(sent).doOnCancel(() -> endSoon(sent));
        });
        return repeatedUntilWhole(answer, whole);
    }

    /**
     * A connection that ends within the head of an answer leaves the client with an empty one, which reads as if nothing were
     * there. So an answer is taken for whole only if it has its checksum, and what the operation always says.
     */
    private <T extends DynamoDbResponse> Mono<T> repeatedUntilWhole(Mono<T> answer, Predicate<T> whole) {
        return answer.flatMap(received -> hasChecksum(received) && whole.test(received)
                        ? Mono.just(received)
                        : Mono.error(() -> Crc32MismatchException.create("the answer ended within its head", null)))
                .retryWhen(retry());
    }

    private boolean hasChecksum(DynamoDbResponse answer) {
        if (answer.sdkHttpResponse().firstMatchingHeader(CHECKSUM).isPresent()) {
            checksums = true;
            return true;
        }
        return !checksums;
    }

    /** Ending a request costs its connection, so that one which is about to be answered is left alone. */
    private void endSoon(CompletableFuture<?> sent) {
        scheduler.schedule(() -> sent.cancel(true), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** For writes that may be repeated without harm. */
    <T extends DynamoDbResponse> Mono<T> write(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
        return write(request, answer -> true);
    }

    private <T extends DynamoDbResponse> Mono<T> write(
            Function<DynamoDbAsyncClient, CompletableFuture<T>> request, Predicate<T> whole) {
        return repeatedUntilWhole(writeOnce(request), whole);
    }

    /** An update that answers with the item's attributes, and that may be repeated without harm. */
    Mono<Map<String, AttributeValue>> update(UpdateItemRequest request) {
        return write(c -> c.updateItem(request), UpdateItemResponse::hasAttributes)
                .map(answer -> answer.attributes());
    }

    /** Without retries. What comes after the subscriber has gone is nobody's, a failure too. */
    <T> Mono<T> writeOnce(Function<DynamoDbAsyncClient, CompletableFuture<T>> request) {
        return Mono.defer(() -> settled(request.apply(client)));
    }

    private static <T> Mono<T> settled(CompletableFuture<T> sent) {
        return Mono.fromFuture(sent.handle(Settled::new), true).flatMap(Settled::toMono);
    }

    /** The item with this key, or empty: which an answer says only if it says what it took, too. */
    Mono<Map<String, AttributeValue>> get(Map<String, AttributeValue> key) {
        GetItemRequest request = GetItemRequest.builder()
                .tableName(name)
                .key(key)
                .consistentRead(true)
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .build();
        return read(c -> c.getItem(request), answer -> answer.hasItem() || answer.consumedCapacity() != null)
                .filter(response -> response.hasItem() && !response.item().isEmpty())
                .map(response -> response.item());
    }

    Mono<QueryResponse> query(QueryRequest.Builder query) {
        QueryRequest request = query.tableName(name).consistentRead(true).build();
        return read(c -> c.query(request), answer -> answer.count() != null);
    }

    /** The items that there are of these keys, in no order. */
    Mono<List<Map<String, AttributeValue>>> getAll(List<Map<String, AttributeValue>> keys) {
        return getAll(keys, true);
    }

    /** The same for half the price: what was written in the last moments may not be among them, or as it was before. */
    Mono<List<Map<String, AttributeValue>>> getAllOlder(List<Map<String, AttributeValue>> keys) {
        return getAll(keys, false);
    }

    private Mono<List<Map<String, AttributeValue>>> getAll(List<Map<String, AttributeValue>> keys, boolean consistent) {
        return Flux.fromIterable(keys)
                .buffer(BATCH_GET)
                .flatMap(some -> getBatch(some, consistent, new ArrayList<>()), GETS_AT_ONCE)
                .flatMapIterable(items -> items)
                .collectList();
    }

    private Mono<List<Map<String, AttributeValue>>> getBatch(
            List<Map<String, AttributeValue>> keys, boolean consistent, List<Map<String, AttributeValue>> found) {
        BatchGetItemRequest request = BatchGetItemRequest.builder()
                .requestItems(Map.of(
                        name,
                        KeysAndAttributes.builder()
                                .keys(keys)
                                .consistentRead(consistent)
                                .build()))
                .build();
        return read(c -> c.batchGetItem(request), BatchGetItemResponse::hasResponses)
                .flatMap(response -> {
                    found.addAll(response.responses().getOrDefault(name, List.of()));
                    List<Map<String, AttributeValue>> left = leftOver(response);
                    return left.isEmpty()
                            ? Mono.just(found)
                            : pause(left.size() == keys.size()).then(getBatch(left, consistent, found));
                });
    }

    private List<Map<String, AttributeValue>> leftOver(BatchGetItemResponse response) {
        KeysAndAttributes left = response.unprocessedKeys().get(name);
        return left == null ? List.of() : left.keys();
    }

    /** Puts and deletes, unconditionally; what the service leaves over is sent again until nothing is. */
    Mono<Void> writeAll(List<WriteRequest> writes) {
        return Flux.fromIterable(writes)
                .buffer(BATCH_WRITE)
                .concatMap(this::writeBatch)
                .then();
    }

    private Mono<Void> writeBatch(List<WriteRequest> writes) {
        BatchWriteItemRequest request = BatchWriteItemRequest.builder()
                .requestItems(Map.of(name, writes))
                .build();
        return write(c -> c.batchWriteItem(request), BatchWriteItemResponse::hasUnprocessedItems)
                .flatMap(response -> {
                    List<WriteRequest> left = response.unprocessedItems().getOrDefault(name, List.of());
                    return left.isEmpty() ? Mono.<Void>empty() : pause(true).then(writeBatch(left));
                });
    }

    private Mono<Void> pause(boolean needed) {
        return needed ? Mono.delay(Duration.ofMillis(50), scheduler).then() : Mono.empty();
    }

    private Retry retry() {
        return Retry.backoff(8, Duration.ofMillis(20))
                .maxBackoff(Duration.ofSeconds(1))
                .scheduler(scheduler)
                .filter(DynamoDbFailures::isLeftToUs)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    /** How a request ended. */
    private record Settled<T>(
            @Nullable T response, @Nullable Throwable failure) {

        Mono<T> toMono() {
            if (failure == null) {
                return Mono.justOrEmpty(response);
            }
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            return Mono.error(cause == null ? failure : cause);
        }
    }
}
