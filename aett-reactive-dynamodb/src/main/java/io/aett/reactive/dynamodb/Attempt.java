package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One commit on its way into the table.
 *
 * @param index its place in the batch
 * @param position where in the global order, 0 where there is none
 * @param stamp its own, or that of its predecessor where that is later
 */
record Attempt(int index, EncodedCommit commit, Payload payload, long generation, long position, Instant stamp) {

    /** The writes of an attempt begin with the commit, which the marker follows where there is no order. */
    static final int COMMIT = 0;

    static final int MARKER = 1;

    private static final String ABSENT = "attribute_not_exists(pk)";

    /** Nothing is there, or a void that ends before this position. */
    private static final String FREE = ABSENT + " OR q < :p";

    static Attempt of(int index, EncodedCommit commit, long generation, long position) {
        return new Attempt(index, commit, Payload.of(commit.payload()), generation, position, commit.stamp());
    }

    Attempt withStamp(Instant later) {
        return new Attempt(index, commit, payload, generation, position, later);
    }

    boolean isOrdered() {
        return position > 0;
    }

    /** Whether it is an item, and not several. */
    boolean isOneItem() {
        return payload.stored().length <= Payload.PART_BYTES;
    }

    /** The partition of its stream's commits. */
    String partition() {
        return Keys.commits(generation, commit.stream());
    }

    Map<String, AttributeValue> key() {
        return Keys.commit(generation, commit.stream(), commit.firstRevision());
    }

    Place place() {
        return new Place(commit.sequence(), commit.revision(), stamp, position);
    }

    /** What creates a commit of one item in the order. */
    PutItemRequest put(String table) {
        return PutItemRequest.builder()
                .tableName(table)
                .item(items().get(0))
                .conditionExpression(FREE)
                .expressionAttributeValues(Map.of(":p", Items.number(position)))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .overrideConfiguration(Transaction.ONCE)
                .build();
    }

    private List<Map<String, AttributeValue>> items() {
        return Items.commit(generation, commit, payload, stamp, position);
    }

    /** What this commit adds to a transaction; in the order its marker and its directory entry are there already. */
    List<TransactWriteItem> writes(String table) {
        List<TransactWriteItem> writes = new ArrayList<>();
        List<Map<String, AttributeValue>> items = items();
        Put.Builder first = Put.builder().tableName(table).item(items.get(0));
        writes.add(put(
                isOrdered()
                        ? first.conditionExpression(FREE)
                                .expressionAttributeValues(Map.of(":p", Items.number(position)))
                        : first.conditionExpression(ABSENT)));
        if (!isOrdered()) {
            writes.add(put(Put.builder()
                    .tableName(table)
                    .item(Items.marker(generation, commit, 0))
                    .conditionExpression(ABSENT)));
        }
        items.subList(1, items.size())
                .forEach(chunk -> writes.add(put(Put.builder().tableName(table).item(chunk))));
        if (!isOrdered() && commit.sequence() == 1) {
            writes.add(put(Put.builder().tableName(table).item(Keys.directoryEntry(generation, commit.stream()))));
        }
        return writes;
    }

    /** The bytes of all items together, as DynamoDB counts them. */
    static long bytes(List<TransactWriteItem> writes) {
        return writes.stream()
                .mapToLong(write -> Items.size(write.put().item()))
                .sum();
    }

    private static TransactWriteItem put(Put.Builder put) {
        Put built = put.returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return TransactWriteItem.builder().put(built).build();
    }
}
