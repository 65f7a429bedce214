package io.aett.reactive.dynamodb;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the requests that are sent, each try of each call, and those that are under way. */
final class Requests implements ExecutionInterceptor {

    private final List<SdkRequest> sent = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();

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

    int underWay() {
        return underWay.get();
    }

    void reset() {
        sent.clear();
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        underWay.incrementAndGet();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        sent.add(context.request());
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        underWay.decrementAndGet();
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        underWay.decrementAndGet();
    }
}
