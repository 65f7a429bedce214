package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Sends half of each batch and hands the rest back as unprocessed, as the service does when it is short of capacity. */
final class Leftovers implements ExecutionInterceptor {

    private static final ExecutionAttribute<Map<String, List<WriteRequest>>> WRITES =
            new ExecutionAttribute<>("unprocessed writes");
    private static final ExecutionAttribute<Map<String, KeysAndAttributes>> READS =
            new ExecutionAttribute<>("unprocessed keys");

    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();

    int writes() {
        return writes.get();
    }

    int reads() {
        return reads.get();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        if (context.request() instanceof BatchWriteItemRequest request) {
            Map.Entry<String, List<WriteRequest>> entry =
                    request.requestItems().entrySet().iterator().next();
            int half = (entry.getValue().size() + 1) / 2;
            keep(
                    attributes,
                    entry.getKey(),
                    entry.getValue().subList(half, entry.getValue().size()));
            return request.toBuilder()
                    .requestItems(Map.of(entry.getKey(), entry.getValue().subList(0, half)))
                    .build();
        }
        if (context.request() instanceof BatchGetItemRequest request) {
            Map.Entry<String, KeysAndAttributes> entry =
                    request.requestItems().entrySet().iterator().next();
            List<Map<String, AttributeValue>> keys = entry.getValue().keys();
            int half = (keys.size() + 1) / 2;
            if (half < keys.size()) {
                attributes.putAttribute(
                        READS, Map.of(entry.getKey(), with(entry.getValue(), keys.subList(half, keys.size()))));
                reads.incrementAndGet();
            }
            return request.toBuilder()
                    .requestItems(Map.of(entry.getKey(), with(entry.getValue(), keys.subList(0, half))))
                    .build();
        }
        return context.request();
    }

    private void keep(ExecutionAttributes attributes, String table, List<WriteRequest> rest) {
        if (!rest.isEmpty()) {
            attributes.putAttribute(WRITES, Map.of(table, rest));
            writes.incrementAndGet();
        }
    }

    private static KeysAndAttributes with(KeysAndAttributes request, List<Map<String, AttributeValue>> keys) {
        return request.toBuilder().keys(keys).build();
    }

    @Override
    public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
        if (context.response() instanceof BatchWriteItemResponse response && attributes.getAttribute(WRITES) != null) {
            return response.toBuilder()
                    .unprocessedItems(attributes.getAttribute(WRITES))
                    .build();
        }
        if (context.response() instanceof BatchGetItemResponse response && attributes.getAttribute(READS) != null) {
            return response.toBuilder()
                    .unprocessedKeys(attributes.getAttribute(READS))
                    .build();
        }
        return context.response();
    }
}
