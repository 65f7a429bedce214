package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.EncodedCommit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;

/**
 * One commit on its way into the table.
 *
 * @param index its place in the batch
 * @param position where in the global order, 0 where there is none
 * @param stamp its own, or that of the stream's head where that was found to be later
 */
record Attempt(int index, EncodedCommit commit, Payload payload, long generation, long position, Instant stamp) {

    private static final String ABSENT = "attribute_not_exists(pk)";

    /** The writes of an attempt have this order: the head, the marker, the log entry if there is one, the rest. */
    static final int HEAD = 0;

    static final int MARKER = 1;
    static final int LOG_ENTRY = 2;

    static Attempt of(int index, EncodedCommit commit, long generation, long position) {
        return new Attempt(index, commit, Payload.of(commit.payload()), generation, position, commit.stamp());
    }

    Attempt withStamp(Instant later) {
        return new Attempt(index, commit, payload, generation, position, later);
    }

    boolean isOrdered() {
        return position > 0;
    }

    /** What this commit adds to a transaction. */
    List<TransactWriteItem> writes(String table) {
        List<TransactWriteItem> writes = new ArrayList<>();
        writes.add(headWrite(table));
        writes.add(create(table, Items.marker(generation, commit, stamp, position)));
        if (isOrdered()) {
            writes.add(create(table, Items.logEntry(generation, commit, stamp, position)));
        }
        for (Map<String, AttributeValue> item : Items.commit(generation, commit, payload, stamp, position)) {
            writes.add(create(table, item));
        }
        if (commit.sequence() == 1) {
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

    private TransactWriteItem headWrite(String table) {
        Put.Builder put = Put.builder().tableName(table).item(Items.head(generation, commit, stamp, position));
        boolean first = commit.sequence() == 1 && commit.firstRevision() == 1;
        if (first) {
            put.conditionExpression(ABSENT);
        } else {
            Map<String, AttributeValue> values = new HashMap<>();
            values.put(":n", Items.number(commit.sequence() - 1));
            values.put(":r", Items.number(commit.firstRevision() - 1));
            values.put(":t", Items.number(Items.micros(stamp)));
            if (isOrdered()) {
                values.put(":p", Items.number(position));
            }
            put.conditionExpression("n = :n AND r = :r AND t <= :t" + (isOrdered() ? " AND p < :p" : ""))
                    .expressionAttributeValues(values);
        }
        return put(put);
    }

    private static TransactWriteItem create(String table, Map<String, AttributeValue> item) {
        return put(Put.builder().tableName(table).item(item).conditionExpression(ABSENT));
    }

    private static TransactWriteItem put(Put.Builder put) {
        Put built = put.returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return TransactWriteItem.builder().put(built).build();
    }
}
