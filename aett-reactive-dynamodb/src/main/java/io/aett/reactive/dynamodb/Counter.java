package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitIds;
import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.spi.LogHead;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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
    /** Tells only which slot for an announcement is likely free. */
    private volatile Map<String, AttributeValue> lastSeen = Map.of();

    Counter(Table table) {
        this.table = table;
    }

    /** The first of as many consecutive positions as were asked for, and the id of the store. */
    record Taken(long first, UUID storeId) {}

    /** Takes so many consecutive positions, and asks readers to wait that long for them. */
    Mono<Taken> take(int positions, Duration patience) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":k", Items.number(positions));
        String more = patience.isZero() ? "" : Announcements.setting(lastSeen, patience, values) + ", ";
        UpdateItemRequest request = update().updateExpression("SET " + more + "n = n + :k")
                .conditionExpression("attribute_exists(s)")
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .build();
        return table.update(request)
                .doOnNext(counter -> lastSeen = counter)
                .map(counter -> new Taken(Items.number(counter, "n") - positions + 1, storeId(counter)))
                .onErrorMap(ConditionalCheckFailedException.class, none -> notInitialized());
    }

    /** How far the order goes, of which store it is, and how long writers ask readers to wait. */
    record Seen(LogHead head, List<Patience> announced) {}

    Mono<Seen> seen() {
        return item().filter(item -> item.containsKey("s"))
                .map(item -> new Seen(new LogHead(storeId(item), Items.number(item, "n")), Announcements.in(item)))
                .switchIfEmpty(Mono.error(this::notInitialized));
    }

    /** How far the order goes, and of which store it is. */
    Mono<LogHead> head() {
        return seen().map(Seen::head);
    }

    /** The id of the store; an error when the table is none. */
    Mono<UUID> store() {
        return head().map(LogHead::storeId);
    }

    static UUID storeId(Map<String, AttributeValue> counter) {
        return UUID.fromString(Items.text(counter, "s"));
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

    /** Makes the table a store unless it is one, and returns the item; empty when a drop has begun and is not done. */
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
                .conditionExpression("attribute_not_exists(q)")
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .build();
        return table.update(request).onErrorResume(ConditionalCheckFailedException.class, dropped -> Mono.empty());
    }

    Mono<Map<String, AttributeValue>> item() {
        return table.get(Keys.counter());
    }

    /** From now on the table is no store any more, but one that a drop has to be completed in. */
    Mono<Void> beginDrop() {
        UpdateItemRequest request = update().updateExpression("SET q = :q REMOVE s")
                .conditionExpression("attribute_exists(s) OR attribute_exists(q)")
                .expressionAttributeValues(Map.of(":q", AttributeValue.fromBool(true)))
                .build();
        return table.write(c -> c.updateItem(request))
                .onErrorResume(ConditionalCheckFailedException.class, gone -> Mono.empty())
                .then();
    }

    /** The last thing that goes. */
    Mono<Void> endDrop() {
        return table.write(c -> c.deleteItem(delete ->
                        delete.tableName(table.name()).key(Keys.counter()).conditionExpression("attribute_exists(q)")))
                .onErrorResume(ConditionalCheckFailedException.class, gone -> Mono.empty())
                .then();
    }

    private UpdateItemRequest.Builder update() {
        return UpdateItemRequest.builder().tableName(table.name()).key(Keys.counter());
    }

    private DynamoDbFailures.NotInitializedException notInitialized() {
        return new DynamoDbFailures.NotInitializedException(table.name());
    }
}
