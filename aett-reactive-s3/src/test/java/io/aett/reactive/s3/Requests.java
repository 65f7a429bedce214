package io.aett.reactive.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts what is sent, attempt by attempt. */
final class Requests implements ExecutionInterceptor {

    private final Map<String, AtomicLong> byOperation = new ConcurrentHashMap<>();

    long all() {
        return byOperation.values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** How many of this operation, such as {@code PutObject}. */
    long of(String operation) {
        AtomicLong count = byOperation.get(operation);
        return count == null ? 0 : count.get();
    }

    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        byOperation.forEach((operation, count) -> counts.put(operation, count.get()));
        return counts;
    }

    void reset() {
        byOperation.clear();
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        byOperation
                .computeIfAbsent(name(context.request()), name -> new AtomicLong())
                .incrementAndGet();
    }

    private static String name(SdkRequest request) {
        String name = request.getClass().getSimpleName();
        return name.substring(0, name.length() - "Request".length());
    }

    /** The operations that were sent, for messages. */
    List<String> summary() {
        List<String> summary = new ArrayList<>();
        counts().forEach((operation, count) -> summary.add(operation + " " + count));
        return summary;
    }
}
