package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * What the store depends on, tried on the server that was found, once before all tests: of racing transactions one wins, the
 * others leave nothing and are told what was in the way, and a repeated one succeeds by its token.
 */
final class Primitive {

    private static final int RACERS = 16;

    private final DynamoDbAsyncClient client;
    private final String table = "aett-primitive-" + UUID.randomUUID();

    private Primitive(DynamoDbAsyncClient client) {
        this.client = client;
    }

    static void prove(DynamoDbAsyncClient client) {
        Primitive primitive = new Primitive(client);
        primitive.create();
        try {
            int attempt = 0;
            for (int won = 0; won < 3; attempt++) {
                require(attempt < 10, "connections break again and again");
                if (primitive.race("stream-" + attempt)) {
                    won++;
                }
            }
        } finally {
            client.deleteTable(delete -> delete.tableName(primitive.table)).join();
        }
    }

    private void create() {
        client.createTable(create -> create.tableName(table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                                DynamoDbManagement.key(Keys.PARTITION, KeyType.HASH),
                                DynamoDbManagement.key(Keys.SORT, KeyType.RANGE))
                        .attributeDefinitions(
                                DynamoDbManagement.text(Keys.PARTITION), DynamoDbManagement.text(Keys.SORT)))
                .join();
        client.waiter()
                .waitUntilTableExists(describe -> describe.tableName(table))
                .join();
    }

    /** Each with a marker of its own, so that half a transaction would show. False when a connection broke: who won then? */
    private boolean race(String stream) {
        List<TransactWriteItemsRequest> requests = new ArrayList<>();
        List<CompletableFuture<Throwable>> failures = new ArrayList<>();
        for (int i = 0; i < RACERS; i++) {
            UUID id = UUID.randomUUID();
            EncodedCommit commit = new EncodedCommit(
                    new StreamKey("tenant", stream), 1, 1, 1, id, id, Instant.EPOCH, new byte[] {1}, 0);
            requests.add(Transaction.of(List.of(Attempt.of(0, commit, 0, 0)), table)
                    .get(0)
                    .request(0));
        }
        requests.forEach(request -> failures.add(
                client.transactWriteItems(request).handle((done, failure) -> failure == null ? null : failure)));
        CompletableFuture.allOf(failures.toArray(new CompletableFuture<?>[0])).join();
        if (failures.stream().anyMatch(failure -> isBroken(failure.join()))) {
            return false;
        }
        int winner = -1;
        for (int i = 0; i < RACERS; i++) {
            Throwable failure = failures.get(i).join();
            if (failure == null) {
                require(winner < 0, "several of " + RACERS + " racing transactions won");
                winner = i;
            } else {
                requireTold(failure);
            }
        }
        require(winner >= 0, "none of " + RACERS + " racing transactions won");
        int items = client.scan(scan -> scan.tableName(table)
                        .consistentRead(true)
                        .filterExpression("contains(pk, :s)")
                        .expressionAttributeValues(Map.of(":s", AttributeValue.fromS(stream))))
                .join()
                .count();
        // The directory's entry has the stream in its sort key.
        require(items == 2, "a lost transaction left something: " + items + " items instead of 2");
        client.transactWriteItems(requests.get(winner)).join();
        return true;
    }

    private static boolean isBroken(@Nullable Throwable failure) {
        return failure instanceof SdkClientException
                || (failure != null && failure.getCause() instanceof SdkClientException);
    }

    private static void requireTold(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        require(cause instanceof TransactionCanceledException, "a lost transaction fails otherwise: " + cause);
        List<CancellationReason> reasons = ((TransactionCanceledException) cause).cancellationReasons();
        CancellationReason commit = reasons.get(Attempt.COMMIT);
        boolean busy = reasons.stream().anyMatch(reason -> DynamoDbFailures.isTransientReason(reason.code()));
        require(
                busy || (commit.hasItem() && Items.number(commit.item(), "n") == 1),
                "a lost transaction is not told what was in the way: " + reasons);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException("this server does not do what the DynamoDB store depends on: " + otherwise);
        }
    }
}
