package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitIds;
import io.aett.reactive.spi.LogHead;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The item that hands out positions, and that makes a table a store: its id is drawn when the store is created. */
final class Counter {

    private final Table table;
    private final Supplier<UUID> ids = new CommitIds();

    Counter(Table table) {
        this.table = table;
    }

    /** Takes so many consecutive positions and returns the first. */
    Mono<Long> take(int positions) {
        UpdateItemRequest request = update().updateExpression("ADD n :k")
                .conditionExpression("attribute_exists(s)")
                .expressionAttributeValues(Map.of(":k", Items.number(positions)))
                .returnValues(ReturnValue.UPDATED_NEW)
                .build();
        return table.update(request)
                .map(counter -> Items.number(counter, "n") - positions + 1)
                .onErrorMap(ConditionalCheckFailedException.class, none -> notInitialized());
    }

    /** How far the order goes, and of which store it is. */
    Mono<LogHead> head() {
        return table.get(Keys.counter())
                .filter(item -> item.containsKey("s"))
                .map(item -> new LogHead(UUID.fromString(Items.text(item, "s")), Items.number(item, "n")))
                .switchIfEmpty(Mono.error(this::notInitialized));
    }

    /** Sees to it that no position up to this one is handed out any more. */
    Mono<Void> raise(long position) {
        UpdateItemRequest request = update().updateExpression("SET n = :p")
                .conditionExpression("attribute_exists(s) AND n < :p")
                .expressionAttributeValues(Map.of(":p", Items.number(position)))
                .build();
        return table.write(c -> c.updateItem(request))
                .onErrorResume(ConditionalCheckFailedException.class, beyond -> Mono.empty())
                .then();
    }

    /** Makes the table a store unless it is one, and returns the item. */
    Mono<Map<String, AttributeValue>> create(boolean ordered, boolean ownTable) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":zero", Items.number(0));
        values.put(":id", AttributeValue.fromS(ids.get().toString()));
        values.put(":o", AttributeValue.fromBool(ordered));
        if (ownTable) {
            values.put(":w", AttributeValue.fromBool(true));
        }
        UpdateItemRequest request = update().updateExpression(
                        "SET n = if_not_exists(n, :zero), s = if_not_exists(s, :id), o = if_not_exists(o, :o)"
                                + (ownTable ? ", w = :w" : ""))
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .build();
        return table.update(request);
    }

    Mono<Map<String, AttributeValue>> item() {
        return table.get(Keys.counter());
    }

    Mono<Void> delete() {
        return table.write(c ->
                        c.deleteItem(delete -> delete.tableName(table.name()).key(Keys.counter())))
                .then();
    }

    private UpdateItemRequest.Builder update() {
        return UpdateItemRequest.builder().tableName(table.name()).key(Keys.counter());
    }

    private DynamoDbFailures.NotInitializedException notInitialized() {
        return new DynamoDbFailures.NotInitializedException(table.name());
    }
}
