package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.CommitIds;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.LongStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What the writes of one commit of one event are, under the conditions of the store, and where all is found. */
final class DynamoItems {

    static final int LANES = 8;

    static final int BLOCK = 8;

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

    /** What says at its position where the commit is going to be. */
    UpdateItemRequest announcement(String generation, String stream, long sequence, long position) {
        String slot = slot(position);
        String text = sequence + " " + sequence + " " + Instant.now().toEpochMilli() * 1000 + " 100 "
                + commits(generation, stream);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(key(lane(position / STRIPE % LANES), Padded.of(position / BLOCK)))
                .updateExpression("SET #s = :s")
                .conditionExpression("attribute_not_exists(#s)")
                .expressionAttributeNames(Map.of("#s", slot))
                .expressionAttributeValues(Map.of(":s", AttributeValue.fromS(text)))
                .build();
    }

    private static String slot(long position) {
        return String.valueOf((char) ('a' + position % BLOCK));
    }

    /** The keys of the commits that a block announces for positions of this range. */
    static List<Map<String, AttributeValue>> announced(Map<String, AttributeValue> block, long after, long through) {
        long first = Long.parseLong(attribute(block, "sk").s()) * BLOCK;
        return LongStream.range(Math.max(first, after + 1), Math.min(first + BLOCK, through + 1))
                .mapToObj(position -> block.get(slot(position)))
                .filter(Objects::nonNull)
                .map(announced -> announced.s().split(" ", 5))
                .map(parts -> key(parts[4], Padded.of(Long.parseLong(parts[0]))))
                .toList();
    }

    PutItemRequest marker(String generation, String stream, long sequence, UUID id, long position) {
        return create(
                item(commits(generation, stream), "i" + id, Map.of("r", number(sequence), "p", number(position))));
    }

    PutItemRequest commit(String generation, String stream, long sequence, UUID id, byte[] payload, long position) {
        Map<String, AttributeValue> attributes = new HashMap<>();
        attributes.put("n", number(sequence));
        attributes.put("e", number(1));
        attributes.put("i", bytes(id));
        attributes.put("x", bytes(ids.get()));
        attributes.put("t", number(Instant.now().toEpochMilli() * 1000));
        attributes.put("p", number(position));
        attributes.put("b", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(payload)));
        return create(item(commits(generation, stream), Padded.of(sequence), attributes));
    }

    /** For a stream's first commit. */
    PutItemRequest directoryEntry(String generation, String stream) {
        int lane = Math.floorMod(stream.hashCode(), LANES);
        return PutItemRequest.builder()
                .tableName(table)
                .item(key("d" + generation + ":" + lane + ":" + Subject.TENANT, stream))
                .build();
    }

    private PutItemRequest create(Map<String, AttributeValue> item) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(item)
                .conditionExpression(ABSENT)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
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
