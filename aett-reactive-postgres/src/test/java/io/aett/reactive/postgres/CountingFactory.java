package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.Wrapped;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Counts the statements that are executed on the connections of another factory; each is a round trip. */
final class CountingFactory implements ConnectionFactory {

    private static final Consumer<String> NOTHING = sql -> {};

    private final ConnectionFactory factory;
    private final List<String> executed = new CopyOnWriteArrayList<>();
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final AtomicInteger opened = new AtomicInteger();
    private volatile Consumer<String> before = NOTHING;

    CountingFactory(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** Run with each statement before it is sent; it may take its time, or throw in place of the statement. */
    void beforeEach(Consumer<String> step) {
        before = step;
    }

    /** The statements since the last {@link #reset}, but the driver's own. */
    List<String> executed() {
        return List.copyOf(executed);
    }

    /** The statements that were made since the last {@link #reset}: the driver goes through each of them. */
    List<String> made() {
        return List.copyOf(made);
    }

    int opened() {
        return opened.get();
    }

    void reset() {
        executed.clear();
        made.clear();
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.from(factory.create()).map(connection -> {
            opened.incrementAndGet();
            return counting(connection);
        });
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
                    if (result instanceof Statement statement) {
                        made.add((String) arguments[0]);
                        return counting(statement, (String) arguments[0]);
                    }
                    return result;
                });
    }

    private Statement counting(Statement statement, String sql) {
        return (Statement) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Statement.class}, (proxy, method, arguments) -> {
                    Object result = call(statement, method, arguments);
                    if (method.getName().equals("execute")) {
                        Flux<?> execution =
                                Flux.from((Publisher<?>) result).doOnSubscribe(subscription -> executed.add(sql));
                        Consumer<String> step = before;
                        return step == NOTHING
                                ? execution
                                : Mono.fromRunnable(() -> step.accept(sql))
                                        .subscribeOn(Schedulers.boundedElastic())
                                        .thenMany(execution);
                    }
                    return result == statement ? proxy : result;
                });
    }

    /** Anything but the connection itself, such as its scheduler, the connection is asked for. */
    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
    }
}
