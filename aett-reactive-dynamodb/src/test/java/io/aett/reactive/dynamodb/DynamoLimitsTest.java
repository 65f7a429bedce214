package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The sizes that DynamoDB takes: counted by this module's own code, and held against the server's. */
class DynamoLimitsTest extends DynamoSuite {

    private static final int ITEM_BYTES = 400 * 1024;

    private static EncodedCommit commit(String tenant, String stream, int bytes) {
        byte[] payload = new byte[bytes];
        new java.util.Random(bytes).nextBytes(payload);
        UUID id = UUID.randomUUID();
        return new EncodedCommit(
                new StreamKey(tenant, stream),
                1,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                id,
                id,
                Instant.parse("9999-12-31T23:59:59.999999Z"),
                payload,
                0);
    }

    private static List<TransactWriteItem> writes(EncodedCommit commit) {
        return writes(commit, Long.MAX_VALUE);
    }

    private static List<TransactWriteItem> writes(EncodedCommit commit, long position) {
        return Attempt.of(0, commit, Keys.GENERATIONS - 1, position).writes("a-table");
    }

    /** With the longest ids and the largest numbers that there are. */
    @Test
    void the_largest_commit_fits_one_transaction_and_each_part_an_item() {
        EncodedCommit largest = commit("t".repeat(400), "s".repeat(400), DynamoDbEventStore.COMMIT_BYTES);

        for (long position : new long[] {0, Long.MAX_VALUE}) {
            List<TransactWriteItem> writes = writes(largest, position);
            assertThat(writes).hasSizeLessThanOrEqualTo(Transaction.MAX_ITEMS);
            assertThat(Attempt.bytes(writes)).isLessThanOrEqualTo(Transaction.MAX_BYTES);
            assertThat(writes)
                    .allSatisfy(
                            write -> assertThat(Items.size(write.put().item())).isLessThanOrEqualTo(ITEM_BYTES));
        }
    }

    @Test
    void keys_of_the_longest_ids_are_within_the_limits_of_keys() {
        String id = "€".repeat(133) + "x";
        for (TransactWriteItem write : writes(commit(id, id, 10), 0)) {
            Map<String, AttributeValue> item = write.put().item();
            assertThat(Keys.partition(item).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(2048);
            assertThat(Keys.sort(item).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(1024);
        }
    }

    @Test
    void transactions_are_filled_up_to_the_limits_and_never_beyond() {
        List<Attempt> attempts = new ArrayList<>();
        java.util.Random random = new java.util.Random(7);
        for (int i = 0; i < 400; i++) {
            int bytes = random.nextInt(10) == 0 ? random.nextInt(3_000_000) : random.nextInt(2_000);
            attempts.add(Attempt.of(i, commit("t", "s" + i, bytes), 0, 0));
        }

        List<Transaction> transactions = Transaction.of(attempts, "a-table");

        List<Integer> order = new ArrayList<>();
        for (Transaction transaction : transactions) {
            List<TransactWriteItem> items = transaction.request(0).transactItems();
            assertThat(items).hasSizeLessThanOrEqualTo(Transaction.MAX_ITEMS);
            assertThat(Attempt.bytes(items)).isLessThanOrEqualTo(Transaction.MAX_BYTES);
            transaction.attempts().forEach(attempt -> order.add(attempt.index()));
        }
        assertThat(order).isEqualTo(attempts.stream().map(Attempt::index).toList());
        assertThat(transactions).hasSizeLessThan(80);
    }

    @Test
    void a_commit_of_nearly_4_MB_that_does_not_get_smaller_is_stored_in_one_transaction_and_read_whole() {
        String text = RandomText.of(DynamoDbEventStore.COMMIT_BYTES - 1_000);
        Commit before = commit(firstOf(TENANT, "other", new Noted("of the tenant")));
        data().resetRequests();

        Commit stored = commit(first(new Noted(text)));

        assertThat(data().requests.names())
                .containsExactly("GetItem", "PutItem", "PutItem", "TransactWriteItems", "UpdateItem", "UpdateItem");
        assertThat(read(second(), TENANT, STREAM).equals(List.of(stored))).isTrue();
        assertThat(readAll().equals(List.of(before, stored))).isTrue();
        assertThat(Await.all(items().items('c'))).hasSizeGreaterThan(5);
    }

    /** Before any request, as the suite shows; this is the message. */
    @Test
    void a_commit_beyond_that_is_refused_with_limit_and_size() {
        InvalidCommitException refused = Await.error(
                InvalidCommitException.class,
                store().commits().commit(first(new Noted(RandomText.of(DynamoDbEventStore.COMMIT_BYTES)))));

        assertThat(refused.getMessage()).contains("4000000 bytes");
    }

    /** Parts of one commit are never seen without the others, whatever the page. */
    @Test
    void commits_of_many_parts_are_whole_in_pages_of_every_size() {
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Noted event = new Noted(i % 2 == 0 ? RandomText.of(1_700_000 + i) : "short");
            stored.add(commit(stored.isEmpty() ? first(event) : after(stored.get(i - 1), event)));
        }
        for (int page : List.of(1, 2, 3, 100)) {
            var store =
                    second(io.aett.reactive.testkit.FixtureOptions.defaults().withPageSize(page));
            assertThat(read(store, TENANT, STREAM).equals(stored)).isTrue();
            assertThat(all(store).equals(stored)).isTrue();
        }
    }

    /** A write costs by the begun kilobyte: so the server tells where its count changes. */
    @Test
    void our_count_of_an_items_bytes_is_the_servers() {
        store();
        EncodedCommit commit = commit("tenant", "sträm", 300);
        for (Map<String, AttributeValue> item : List.of(
                Items.marker(3, commit, 17),
                block(commit),
                Items.commit(3, commit, Payload.of(commit.payload()), commit.stamp(), 17)
                        .get(0))) {
            int missing = 1024 - Items.size(item);
            assertThat(units(padded(item, missing - 4))).isEqualTo(1);
            assertThat(units(padded(item, missing + 4))).isEqualTo(2);
        }
    }

    private static Map<String, AttributeValue> block(EncodedCommit commit) {
        Map<String, AttributeValue> block = new HashMap<>(Keys.block(17));
        block.put(Keys.slot(17), Entry.of(Attempt.of(0, commit, 3, 17)).value());
        return block;
    }

    /** So that an announcement costs one unit: with ids of a usual length a block is below a kilobyte. */
    @Test
    void a_block_of_announcements_of_streams_with_usual_names_is_within_a_kilobyte() {
        Map<String, AttributeValue> block = new HashMap<>(Keys.block(8));
        for (long position = 8; position < 16; position++) {
            EncodedCommit commit = commit("tenant-1", "order-" + UUID.randomUUID(), 300);
            block.put(
                    Keys.slot(position),
                    Entry.of(Attempt.of(0, commit, Keys.GENERATIONS - 1, position))
                            .value());
        }
        assertThat(Items.size(block)).isLessThanOrEqualTo(1024);
    }

    /** With one attribute more: a name of three bytes and so many bytes less three. */
    private static Map<String, AttributeValue> padded(Map<String, AttributeValue> item, int bytes) {
        Map<String, AttributeValue> padded = new HashMap<>(item);
        padded.put("pad", AttributeValue.fromB(SdkBytes.fromByteArray(new byte[bytes - 3])));
        assertThat(Items.size(padded) - Items.size(item)).isEqualTo(bytes);
        return padded;
    }

    private double units(Map<String, AttributeValue> item) {
        return Await.value(Mono.fromFuture(() -> DynamoFixture.rawClient()
                        .putItem(put -> put.tableName(data().table)
                                .item(item)
                                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))))
                .consumedCapacity()
                .capacityUnits();
    }
}
