package io.aett.reactive.dynamodb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Holds calls of a client up before they are sent, as a writer is that the operating system does not run. */
final class Gate {

    private static final BiPredicate<String, Object> NOTHING = (method, request) -> false;

    private final List<Runnable> waiting = new ArrayList<>();
    private volatile String slow = "";
    private volatile Duration by = Duration.ZERO;
    private final AtomicReference<BiPredicate<String, Object>> closedFor = new AtomicReference<>(NOTHING);

    /** A client that goes through this gate. */
    DynamoDbAsyncClient around(DynamoDbAsyncClient client) {
        return (DynamoDbAsyncClient) Proxy.newProxyInstance(
                Gate.class.getClassLoader(), new Class<?>[] {DynamoDbAsyncClient.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(slow)) {
                        return late(client, method, arguments);
                    }
                    Object request = arguments == null || arguments.length == 0 ? "" : arguments[0];
                    if (!closedFor.get().test(method.getName(), request)) {
                        return call(client, method, arguments);
                    }
                    CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
                    synchronized (waiting) {
                        waiting.add(() -> send(client, method, arguments, answer));
                    }
                    return answer;
                });
    }

    private CompletableFuture<@Nullable Object> late(
            DynamoDbAsyncClient client, Method method, Object @Nullable [] arguments) {
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        CompletableFuture.delayedExecutor(by.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> send(client, method, arguments, answer));
        return answer;
    }

    private static @Nullable Object call(DynamoDbAsyncClient client, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static void send(
            DynamoDbAsyncClient client,
            Method method,
            Object @Nullable [] arguments,
            CompletableFuture<@Nullable Object> answer) {
        try {
            CompletableFuture<?> sent = (CompletableFuture<?>) call(client, method, arguments);
            if (sent != null) {
                sent.whenComplete((value, failure) -> {
                    if (failure == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                });
            }
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /** From now on calls of this method are sent that much later. */
    void slowDown(String method, Duration delay) {
        by = delay;
        slow = method;
    }

    /** From now on calls of this method wait. */
    void closeFor(String method) {
        closeFor(method, request -> true);
    }

    /** From now on such calls of this method wait. */
    void closeFor(String method, Predicate<Object> which) {
        closedFor.set((name, request) -> name.equals(method) && which.test(request));
    }

    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    /** Lets go what waits and what comes. */
    void open() {
        closedFor.set(NOTHING);
        List<Runnable> free;
        synchronized (waiting) {
            free = List.copyOf(waiting);
            waiting.clear();
        }
        free.forEach(Runnable::run);
    }
}
