package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.CommitIds;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/** The items of one commit of one event, under the conditions that the store puts them, and where they are found. */
final class DynamoItems {

    static final int LANES = 8;

    private static final int STRIPE = 32;
    private static final String ABSENT = "attribute_not_exists(pk)";

    private final String table;
    private final CommitIds ids = new CommitIds();

    DynamoItems(String table) {
        this.table = table;
    }

    static Map<String, AttributeValue> counter() {
        return key("m", "0");
    }

    static Map<String, AttributeValue> generation() {
        return key("g" + Subject.TENANT, "0");
    }

    /** The tenant's generation as it stands in keys: ten digits to the base of 36. */
    static String text(long generation) {
        String digits = Long.toString(generation, 36);
        return "0".repeat(10 - digits.length()) + digits;
    }

    /** The partition of a stream's commits. */
    static String commits(String generation, String stream) {
        return "c" + generation + ":" + joined(stream);
    }

    static String lane(long lane) {
        return "l" + lane;
    }

    static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of("pk", AttributeValue.fromS(partition), "sk", AttributeValue.fromS(sort));
    }

    static AttributeValue number(long number) {
        return AttributeValue.fromN(Long.toString(number));
    }

    static long number(Map<String, AttributeValue> item, String attribute) {
        return Long.parseLong(attribute(item, attribute).n());
    }

    /** What has to be there. */
    static AttributeValue attribute(Map<String, AttributeValue> item, String attribute) {
        return Objects.requireNonNull(item.get(attribute), attribute);
    }

    private static String joined(String stream) {
        return Subject.TENANT.length() + ":" + Subject.TENANT + stream;
    }

    /** Head, marker, entry of the order, commit, and for a stream's first one the entry of the directory. */
    List<TransactWriteItem> commit(String generation, String stream, long sequence, byte[] payload, long position) {
        AttributeValue n = number(sequence);
        AttributeValue t = number(Instant.now().toEpochMilli() * 1000);
        AttributeValue p = number(position);
        UUID id = ids.get();
        AttributeValue nonce = bytes(ids.get());
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(put(head(sequence, t, p)
                .item(item("h" + generation + ":" + joined(stream), "0", Map.of("n", n, "r", n, "t", t, "p", p)))));
        writes.add(create(item(
                "i" + generation + ":" + id + ":" + joined(stream), "0", Map.of("r", n, "x", nonce, "t", t, "p", p))));
        writes.add(create(item(
                lane(position / STRIPE % LANES),
                Padded.of(position),
                Map.of(
                        "c",
                        AttributeValue.fromS(commits(generation, stream)),
                        "n",
                        n,
                        "r",
                        n,
                        "t",
                        t,
                        "z",
                        number(payload.length)))));
        writes.add(create(item(
                commits(generation, stream),
                Padded.of(sequence),
                Map.of(
                        "n",
                        n,
                        "e",
                        number(1),
                        "i",
                        bytes(id),
                        "x",
                        nonce,
                        "t",
                        t,
                        "p",
                        p,
                        "b",
                        AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(payload))))));
        if (sequence == 1) {
            int lane = Math.floorMod(stream.hashCode(), LANES);
            writes.add(put(Put.builder().item(key("d" + generation + ":" + lane + ":" + Subject.TENANT, stream))));
        }
        return writes;
    }

    private static Put.Builder head(long sequence, AttributeValue stamp, AttributeValue position) {
        AttributeValue before = number(sequence - 1);
        return sequence == 1
                ? Put.builder().conditionExpression(ABSENT)
                : Put.builder()
                        .conditionExpression("n = :n AND r = :r AND t <= :t AND p < :p")
                        .expressionAttributeValues(Map.of(":n", before, ":r", before, ":t", stamp, ":p", position));
    }

    private TransactWriteItem create(Map<String, AttributeValue> item) {
        return put(Put.builder().item(item).conditionExpression(ABSENT));
    }

    private TransactWriteItem put(Put.Builder put) {
        return TransactWriteItem.builder()
                .put(put.tableName(table)
                        .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                        .build())
                .build();
    }

    private static Map<String, AttributeValue> item(
            String partition, String sort, Map<String, AttributeValue> attributes) {
        Map<String, AttributeValue> item = new HashMap<>(key(partition, sort));
        item.putAll(attributes);
        return item;
    }

    private static AttributeValue bytes(UUID id) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes.array()));
    }
}
