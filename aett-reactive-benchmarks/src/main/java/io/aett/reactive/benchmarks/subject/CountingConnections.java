package io.aett.reactive.benchmarks.subject;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Counts the statements that are executed on another factory's connections; each is a round trip. */
final class CountingConnections implements ConnectionFactory {

    private static final Pattern WRITES = Pattern.compile("\\b(INSERT|UPDATE|DELETE)\\b");

    private final ConnectionFactory factory;
    private final Requests requests;

    CountingConnections(ConnectionFactory factory, Requests requests) {
        this.factory = factory;
        this.requests = requests;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.from(factory.create()).map(this::counting);
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
    }

    private Connection counting(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Connection.class, Wrapped.class},
                (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == Wrapped.class && arguments == null) {
                        return connection;
                    }
                    Object result = call(connection, method, arguments);
                    return result instanceof Statement statement ? counting(statement, (String) arguments[0]) : result;
                });
    }

    private Statement counting(Statement statement, String sql) {
        boolean writes = WRITES.matcher(sql).find();
        return (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    Object result = Objects.requireNonNull(call(statement, method, arguments));
                    if (method.getName().equals("execute")) {
                        return Flux.from((Publisher<?>) result).doOnSubscribe(sent -> requests.sent(writes));
                    }
                    return result == statement ? proxy : result;
                });
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
