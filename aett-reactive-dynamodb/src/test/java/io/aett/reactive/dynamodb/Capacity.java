package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Adds up the capacity units that the server says it took, of writes and of reads. */
final class Capacity implements ExecutionInterceptor {

    private static final ReturnConsumedCapacity TOTAL = ReturnConsumedCapacity.TOTAL;

    private final DoubleAdder writes = new DoubleAdder();
    private final DoubleAdder reads = new DoubleAdder();

    double writes() {
        return writes.sum();
    }

    double reads() {
        return reads.sum();
    }

    void reset() {
        writes.reset();
        reads.reset();
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof TransactWriteItemsRequest transaction) {
            return transaction.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        if (request instanceof UpdateItemRequest update) {
            return update.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        if (request instanceof PutItemRequest put) {
            return put.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        if (request instanceof GetItemRequest get) {
            return get.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        if (request instanceof QueryRequest query) {
            return query.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        if (request instanceof BatchGetItemRequest get) {
            return get.toBuilder().returnConsumedCapacity(TOTAL).build();
        }
        return request;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        add(context.response());
    }

    private void add(Object response) {
        if (response instanceof TransactWriteItemsResponse transaction) {
            add(writes, transaction.consumedCapacity());
        } else if (response instanceof UpdateItemResponse update) {
            add(writes, List.of(update.consumedCapacity()));
        } else if (response instanceof PutItemResponse put) {
            add(writes, List.of(put.consumedCapacity()));
        } else if (response instanceof GetItemResponse get) {
            add(reads, List.of(get.consumedCapacity()));
        } else if (response instanceof QueryResponse query) {
            add(reads, List.of(query.consumedCapacity()));
        } else if (response instanceof BatchGetItemResponse get) {
            add(reads, get.consumedCapacity());
        }
    }

    private static void add(DoubleAdder sum, List<ConsumedCapacity> consumed) {
        consumed.forEach(capacity -> sum.add(capacity.capacityUnits()));
    }
}
