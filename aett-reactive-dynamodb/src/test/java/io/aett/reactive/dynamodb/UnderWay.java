package io.aett.reactive.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Counts the calls of clients that have no answer yet. An interceptor could not: it is told that a call begins, but not of every
 * failure before something is sent.
 */
final class UnderWay {

    private final AtomicInteger calls = new AtomicInteger();

    int calls() {
        return calls.get();
    }

    /** A client whose calls are counted. */
    DynamoDbAsyncClient around(DynamoDbAsyncClient client) {
        return (DynamoDbAsyncClient) Proxy.newProxyInstance(
                UnderWay.class.getClassLoader(),
                new Class<?>[] {DynamoDbAsyncClient.class},
                (proxy, method, arguments) -> {
                    Object answer;
                    try {
                        answer = method.invoke(client, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                    if (answer instanceof CompletableFuture<?> call) {
                        calls.incrementAndGet();
                        CompletableFuture<?> unused = call.whenComplete((value, failure) -> calls.decrementAndGet());
                    }
                    return answer;
                });
    }
}
