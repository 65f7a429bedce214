package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ValidationDepth;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Connections that died while nobody used them. */
@ExtendWith(AlwaysOn.class)
class IdleConnectionsTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger silent = new AtomicInteger();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicBoolean gone = new AtomicBoolean();
    private final List<Connection> real = new CopyOnWriteArrayList<>();
    private final OwnConnections connections = new OwnConnections(
            new SilentFactory(),
            PostgresOptions.builder().readTimeout(Duration.ofSeconds(20)).build(),
            nanos::get);

    @AfterEach
    void close() {
        Await.done(connections.close());
    }

    /** Opens real connections; those with a number up to {@link #silent} are never answered any more. */
    private final class SilentFactory implements ConnectionFactory {

        private final ConnectionFactory factory = new PostgresqlConnectionFactory(
                Database.shared().configuration().build());

        @Override
        public Publisher<Connection> create() {
            return Mono.from(factory.create())
                    .doOnNext(real::add)
                    .map(connection -> watched(connection, opened.incrementAndGet()));
        }

        private Connection watched(Connection connection, int number) {
            return (Connection) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        boolean asks = method.getName().equals("createStatement")
                                || List.of(arguments == null ? new Object[0] : arguments)
                                        .contains(ValidationDepth.REMOTE);
                        if (asks && number <= silent.get() && method.getName().equals("validate")) {
                            return Mono.never();
                        }
                        assertThat(asks && number <= silent.get())
                                .as("asked while silent")
                                .isFalse();
                        if (gone.get() && method.getName().equals("close")) {
                            return Mono.from(connection.close())
                                    .thenMany(Flux.just("leave")
                                            .concatMap(leave -> Mono.error(new IOException("connection reset"))))
                                    .then();
                        }
                        try {
                            return method.invoke(connection, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return factory.getMetadata();
        }
    }

    private static Function<Connection, Mono<Integer>> asking() {
        return connection -> Connections.row(
                connection.createStatement("SELECT pg_backend_pid(), pg_sleep(0.2)"), row -> row.get(0, Integer.class));
    }

    private List<Integer> readers(int atOnce) {
        return Await.all(Flux.range(0, atOnce).flatMap(i -> connections.reading(asking()), atOnce));
    }

    private List<Integer> writers(int atOnce) {
        return Await.all(Flux.range(0, atOnce).flatMap(i -> connections.appending(asking()), atOnce));
    }

    /**
     * Otherwise `close()` fails, and what comes after it stays behind. It is refused within an operator, as it is in
     * the driver: the pool collects what such operators meet.
     */
    @Test
    void a_connection_that_cannot_take_leave_is_closed_like_any_other() {
        readers(3);
        writers(2);
        Await.value(connections.transacting(asking()));
        gone.set(true);

        Await.done(connections.close());

        assertThat(real).noneMatch(connection -> Await.value(Mono.from(connection.validate(ValidationDepth.LOCAL))));
    }

    @Test
    void connections_that_the_server_ended_reach_nobody() {
        List<Integer> before = readers(4);
        before.addAll(writers(2));
        before.forEach(process -> Database.shared().admin("SELECT pg_terminate_backend(" + process + ")"));
        Await.until(
                () -> "the end of all, which this process has heard of",
                () -> real.stream()
                        .noneMatch(connection -> Await.value(Mono.from(connection.validate(ValidationDepth.LOCAL)))));

        assertThat(readers(4)).hasSize(4).doesNotContainAnyElementsOf(before);
        assertThat(writers(2)).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    /** Of a network that dropped them without a word, the first to be used is waited for, for a second. */
    @Test
    void connections_that_died_without_a_word_reach_nobody() {
        List<Integer> before = readers(4);
        before.addAll(writers(2));
        silent.set(opened.get());
        nanos.addAndGet(OwnConnection.TRUSTED.toNanos() + 1);

        assertThat(readers(4)).hasSize(4).doesNotContainAnyElementsOf(before);
        assertThat(writers(2)).hasSize(2).doesNotContainAnyElementsOf(before);
    }

    @Test
    void a_connection_that_answers_stays_for_its_lifetime() {
        List<Integer> before = readers(1);
        nanos.addAndGet(OwnConnection.TRUSTED.toNanos() + 1);
        assertThat(readers(1)).isEqualTo(before);

        for (int i = 0; i < 4; i++) {
            nanos.addAndGet(OwnConnection.IDLE.toNanos() - 1);
            readers(1);
        }

        assertThat(readers(1)).doesNotContainAnyElementsOf(before);
        assertThat(opened).hasValue(2);
    }
}
