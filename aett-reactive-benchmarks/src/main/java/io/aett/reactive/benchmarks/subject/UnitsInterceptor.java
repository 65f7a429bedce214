package io.aett.reactive.benchmarks.subject;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** Adds up the capacity units that DynamoDB says it took, for every request that can ask for them. */
final class UnitsInterceptor implements ExecutionInterceptor {

    private static final String ASKED = "ReturnConsumedCapacity";
    private static final String TOLD = "ConsumedCapacity";

    private final Requests requests;

    UnitsInterceptor(Requests requests) {
        this.requests = requests;
    }

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        SdkRequest.Builder builder = context.request().toBuilder();
        if (!(builder instanceof SdkPojo fields)) {
            return context.request();
        }
        Optional<SdkField<?>> asked = fields.sdkFields().stream()
                .filter(field -> field.memberName().equals(ASKED))
                .findFirst();
        asked.ifPresent(field -> field.set(builder, ReturnConsumedCapacity.TOTAL.toString()));
        return builder.build();
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        boolean writes = CountingInterceptor.writes(attributes);
        told(context.response().getValueForField(TOLD, Object.class))
                .forEach(told -> requests.paid(writes, ((ConsumedCapacity) told).capacityUnits()));
    }

    /** One of the table, or one for each. */
    private static List<?> told(Optional<Object> value) {
        return value.map(told -> told instanceof List<?> list ? list : List.of(told))
                .orElse(List.of());
    }
}
