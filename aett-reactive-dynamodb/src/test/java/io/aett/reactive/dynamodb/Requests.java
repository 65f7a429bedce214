package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the requests that are sent, each try of each call. */
final class Requests implements ExecutionInterceptor {

    private final List<SdkRequest> sent = new CopyOnWriteArrayList<>();

    /** What was sent, in order. */
    List<SdkRequest> sent() {
        return List.copyOf(sent);
    }

    /** The simple names of what was sent, sorted, without their common ending. */
    List<String> names() {
        return sent.stream()
                .map(request -> request.getClass().getSimpleName().replace("Request", ""))
                .sorted()
                .toList();
    }

    long count(Predicate<SdkRequest> which) {
        return sent.stream().filter(which).count();
    }

    void reset() {
        sent.clear();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        sent.add(context.request());
    }
}
