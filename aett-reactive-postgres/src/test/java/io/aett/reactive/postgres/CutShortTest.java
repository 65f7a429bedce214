package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Connections that are closed because of what they answered. */
@ExtendWith(AlwaysOn.class)
class CutShortTest {

    private static final String FAILING = "SELECT 1 / $1::bigint";
    private static final Duration UNTIL_IT_IS_READ = Duration.ofMillis(200);

    private final PostgresqlConnectionFactory factory =
            new PostgresqlConnectionFactory(Database.shared().configuration().build());
    private final OwnConnections own =
            new OwnConnections(factory, PostgresOptions.builder().build());
    private final Connections given = new Connections.Given(factory, Schedulers.parallel());

    @AfterEach
    void close() {
        Await.done(own.close());
    }

    /** Ways to be lent a connection. */
    private interface Lending {
        Flux<Long> lend(CutShortTest test, Function<Connection, Mono<Long>> work);
    }

    private static Stream<Lending> lendings() {
        return Stream.of(
                (test, work) -> test.own.appending(work).flux(),
                (test, work) -> test.own.reading(work).flux(),
                (test, work) -> test.own.transacting(work).flux(),
                (test, work) ->
                        test.own.keeping(connection -> work.apply(connection).flux()),
                (test, work) -> test.given.appending(work).flux(),
                (test, work) ->
                        test.given.keeping(connection -> work.apply(connection).flux()));
    }

    /** The driver hands out all that waits in one go, and its close waits until it has: who closes within would wait for himself. */
    @ParameterizedTest
    @MethodSource("lendings")
    void an_error_that_was_there_before_it_was_asked_for_ends_the_connection_and_keeps_nobody(Lending lending) {
        Recorder<Long> failed = Recorder.of(lending.lend(
                this,
                connection -> Connections.row(
                                connection.createStatement("SELECT pg_backend_pid()"), row -> row.get(0, Integer.class))
                        .flatMap(process -> askedForLate(connection, process))));

        failed.awaitError();
        Await.until(() -> own.lent() + " and " + given.lent() + " lent", () -> own.lent() + given.lent() == 0);
    }

    @Test
    void where_the_scheduler_has_ended_connections_are_closed_all_the_same() {
        Scheduler ended = Schedulers.newSingle("ended");
        ended.dispose();
        AtomicInteger closed = new AtomicInteger();

        Await.done(Connections.apart(Mono.fromRunnable(closed::incrementAndGet), ended));

        assertThat(closed).hasValue(1);
    }

    /** An error that has arrived, with what comes after it, when the first demand comes. */
    private static Mono<Long> askedForLate(Connection connection, int process) {
        return Mono.from(connection.createStatement(FAILING).bind(0, 0).execute())
                .flatMap(result -> Mono.create(sink -> Flux.from(result.map(row -> row.get(0, Long.class)))
                        .subscribe(new BaseSubscriber<Long>() {

                            @Override
                            protected void hookOnSubscribe(Subscription subscription) {
                                Schedulers.boundedElastic().schedule(() -> {
                                    awaitAnswered(process);
                                    request(1);
                                });
                            }

                            @Override
                            protected void hookOnError(Throwable failure) {
                                sink.error(failure);
                            }
                        })));
    }

    private static void awaitAnswered(int process) {
        Await.until(
                () -> "an answer of " + process,
                () -> !Database.shared()
                        .query(
                                "SELECT pid FROM pg_stat_activity WHERE state LIKE 'idle%' AND query = '" + FAILING
                                        + "' AND pid = " + process,
                                row -> row.get(0, Integer.class))
                        .isEmpty());
        Await.done(Mono.delay(UNTIL_IT_IS_READ));
    }
}
