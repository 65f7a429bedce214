package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.IdempotentParameterMismatchException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

class DynamoServerTest {

    private static final String TABLE = "servers-" + System.nanoTime();
    private static DynamoDbAsyncClient client;

    @BeforeAll
    static void createTable() {
        DynamoServer server = DynamoServer.shared();
        client = DynamoDbAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(64))
                .build();
        client.createTable(table -> table.tableName(TABLE)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                                KeySchemaElement.builder()
                                        .attributeName("pk")
                                        .keyType(KeyType.HASH)
                                        .build(),
                                KeySchemaElement.builder()
                                        .attributeName("sk")
                                        .keyType(KeyType.RANGE)
                                        .build())
                        .attributeDefinitions(text("pk"), text("sk")))
                .join();
        client.waiter()
                .waitUntilTableExists(request -> request.tableName(TABLE))
                .join();
    }

    @AfterAll
    static void dropTable() {
        client.deleteTable(table -> table.tableName(TABLE)).join();
        client.close();
    }

    @Test
    void of_32_racing_conditional_puts_exactly_one_wins() {
        for (int round = 0; round < 5; round++) {
            String key = "race-" + round;
            List<Throwable> losses = losses(who -> client.putItem(
                    put -> put.tableName(TABLE).item(item(key, "0")).conditionExpression("attribute_not_exists(pk)")));
            assertThat(losses).hasSize(31).hasOnlyElementsOfType(ConditionalCheckFailedException.class);
        }
    }

    @Test
    void of_32_racing_transactions_exactly_one_wins_and_the_losers_leave_nothing() {
        for (int round = 0; round < 5; round++) {
            String key = "txn-" + round;
            List<Throwable> losses = losses(who ->
                    transaction(create(key + "/own", who + "-a"), create(key, "0"), create(key + "/own", who + "-b")));
            assertThat(losses).hasSize(31).hasOnlyElementsOfType(TransactionCanceledException.class);
            assertThat(countOf(key + "/own")).isEqualTo(2);
        }
    }

    @Test
    void a_cancelled_transaction_returns_the_item_that_was_there() {
        transaction(create("old", "0")).join();
        assertThatThrownBy(() ->
                        transaction(create("old", "1"), create("old", "0")).join())
                .cause()
                .isInstanceOfSatisfying(TransactionCanceledException.class, cancelled -> {
                    assertThat(cancelled.cancellationReasons())
                            .extracting(CancellationReason::code)
                            .containsExactly("None", "ConditionalCheckFailed");
                    assertThat(cancelled.cancellationReasons().get(1).item()).isEqualTo(item("old", "0"));
                });
    }

    @Test
    void a_token_makes_a_repeated_transaction_succeed_and_another_one_fail() {
        for (int i = 0; i < 2; i++) {
            client.transactWriteItems(write -> write.clientRequestToken("token").transactItems(create("token", "0")))
                    .join();
        }
        assertThatThrownBy(() -> client.transactWriteItems(
                                write -> write.clientRequestToken("token").transactItems(create("token", "1")))
                        .join())
                .hasCauseInstanceOf(IdempotentParameterMismatchException.class);
    }

    @Test
    void racing_increments_hand_out_every_number_once() {
        List<CompletableFuture<String>> racers = IntStream.range(0, 32)
                .mapToObj(who -> client.updateItem(update -> update.tableName(TABLE)
                                .key(item("counter", "0"))
                                .updateExpression("ADD n :one")
                                .expressionAttributeValues(Map.of(":one", AttributeValue.fromN("1")))
                                .returnValues("UPDATED_NEW"))
                        .thenApply(answer -> answer.attributes().get("n").n()))
                .toList();
        assertThat(racers.stream().map(CompletableFuture::join))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 32).mapToObj(Integer::toString).toList());
    }

    @Test
    void a_query_goes_on_by_the_last_key_after_a_megabyte_even_when_a_filter_leaves_nothing() {
        for (int i = 0; i < 25; i++) {
            transaction(create(item("pages", "%02d".formatted(i), 100 * 1024))).join();
        }
        List<Integer> pages = new ArrayList<>();
        Map<String, AttributeValue> from = Map.of();
        do {
            Map<String, AttributeValue> start = from;
            var page = client.query(query -> query.tableName(TABLE)
                            .consistentRead(true)
                            .keyConditionExpression("pk = :pk")
                            .filterExpression("attribute_exists(nothing)")
                            .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS("pages")))
                            .exclusiveStartKey(start.isEmpty() ? null : start))
                    .join();
            assertThat(page.count()).isZero();
            pages.add(page.scannedCount());
            from = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
        } while (!from.isEmpty());
        assertThat(pages).hasSizeGreaterThanOrEqualTo(3).allMatch(count -> count <= 11);
        assertThat(pages.stream().mapToInt(Integer::intValue).sum()).isEqualTo(25);
    }

    @Test
    void items_beyond_400_KB_and_transactions_beyond_100_items_or_4_MB_are_refused() {
        transaction(create(item("size", "fits", 409_000))).join();
        assertRefused(create(item("size", "too large", 410_000)));
        transaction(items(100, 10)).join();
        assertRefused(items(101, 10));
        transaction(items(10, 400_000)).join();
        assertRefused(items(11, 400_000));
    }

    @Test
    void an_endpoint_of_the_environment_is_taken_as_it_is() {
        DynamoServer server = DynamoServer.ofEndpoint("http://localhost:8000", Map.of("AWS_REGION", "eu-west-1"));
        assertThat(server.endpoint()).isEqualTo(URI.create("http://localhost:8000"));
        assertThat(server.region()).isEqualTo("eu-west-1");
        assertThatThrownBy(() -> DynamoServer.ofEndpoint("localhost:8000", Map.of()))
                .hasMessage(DynamoServer.ENVIRONMENT + " is not of the form http://host:port");
    }

    private static TransactWriteItem[] items(int number, int bytes) {
        String key = "many-" + System.nanoTime();
        return IntStream.range(0, number)
                .mapToObj(i -> create(item(key, "%03d".formatted(i), bytes)))
                .toArray(TransactWriteItem[]::new);
    }

    private static void assertRefused(TransactWriteItem... writes) {
        assertThatThrownBy(() -> transaction(writes).join())
                .cause()
                .isInstanceOfSatisfying(
                        DynamoDbException.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(400));
    }

    /** The failures of 32 calls that are sent together, all of which are waited for. */
    private static List<Throwable> losses(IntFunction<CompletableFuture<?>> call) {
        List<CompletableFuture<?>> racers =
                IntStream.range(0, 32).<CompletableFuture<?>>mapToObj(call).toList();
        return racers.stream().flatMap(DynamoServerTest::failure).toList();
    }

    private static Stream<Throwable> failure(CompletableFuture<?> call) {
        try {
            call.join();
            return Stream.empty();
        } catch (CompletionException e) {
            return Stream.of(e.getCause());
        }
    }

    private static int countOf(String partition) {
        return client.query(query -> query.tableName(TABLE)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", AttributeValue.fromS(partition))))
                .join()
                .count();
    }

    private static CompletableFuture<?> transaction(TransactWriteItem... writes) {
        return client.transactWriteItems(write -> write.transactItems(writes));
    }

    private static TransactWriteItem create(String partition, String sort) {
        return create(item(partition, sort));
    }

    private static TransactWriteItem create(Map<String, AttributeValue> item) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName(TABLE)
                        .item(item)
                        .conditionExpression("attribute_not_exists(pk)")
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                .build();
    }

    private static Map<String, AttributeValue> item(String partition, String sort) {
        return Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort));
    }

    private static Map<String, AttributeValue> item(String partition, String sort, int bytes) {
        return Map.of(
                "pk", AttributeValue.fromS(partition),
                "sk", AttributeValue.fromS(sort),
                "b", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[bytes])));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }
}
