package io.aett.reactive.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The requests of an append in the order. */
enum Step {
    COUNTER("updateItem"),
    GENERATION("getItem"),
    HEAD("query"),
    ANNOUNCEMENT("updateItem"),
    MARKER("putItem"),
    DIRECTORY("putItem"),
    COMMIT("putItem");

    final String method;

    Step(String method) {
        this.method = method;
    }

    boolean is(Object request) {
        return this == of(request);
    }

    private static @Nullable Step of(Object request) {
        if (request instanceof QueryRequest) {
            return HEAD;
        }
        if (request instanceof GetItemRequest) {
            return GENERATION;
        }
        if (request instanceof UpdateItemRequest update) {
            return Keys.isCounter(update.key()) ? COUNTER : ANNOUNCEMENT;
        }
        if (!(request instanceof PutItemRequest put)) {
            return null;
        }
        Map<String, AttributeValue> item = put.item();
        return switch (Keys.partition(item).charAt(0)) {
            case 'd' -> DIRECTORY;
            case 'i' -> MARKER;
            default -> COMMIT;
        };
    }
}
