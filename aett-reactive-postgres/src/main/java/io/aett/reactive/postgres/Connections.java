package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Lends connections for the time of one piece of work. One that cannot be had is a {@link NotConnectedException}. */
abstract class Connections implements Session {

    private static final Duration PROBE = Duration.ofSeconds(1);

    private final Scheduler scheduler;
    private final AtomicInteger lent = new AtomicInteger();
    private volatile @Nullable Boolean binary;

    /** @param scheduler on which connections are closed that were cut short */
    Connections(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** An append; no more at once than the options' writers. */
    abstract <T> Mono<T> appending(Function<Connection, Mono<T>> work);

    /** A transaction of the caller's; what is not committed is undone before anybody else gets the connection. */
    abstract <T> Mono<T> transacting(Function<Connection, Mono<T>> work);

    /** A connection to keep for as long as the result is subscribed to. */
    abstract <T> Flux<T> keeping(Function<Connection, Flux<T>> work);

    @Override
    public final boolean binary(Connection connection) {
        Boolean known = binary;
        if (known == null) {
            known = BinaryColumn.takenBy(connection);
            binary = known;
        }
        return known;
    }

    /** Closes what was opened here, nothing that was given. */
    abstract Mono<Void> close();

    /** How many are lent now. */
    final int lent() {
        return lent.get();
    }

    static Mono<? extends Connection> lend(Mono<? extends Connection> source) {
        return source.onErrorMap(NotConnectedException::new);
    }

    /** The work, counted from here to {@link #giveBack}. */
    final <R> Function<Connection, R> counted(Function<Connection, R> work) {
        return connection -> {
            lent.incrementAndGet();
            return work.apply(connection);
        };
    }

    final Mono<Void> giveBack(Mono<Void> release) {
        return release.onErrorComplete().doFinally(signal -> lent.decrementAndGet());
    }

    /**
     * Closes a connection elsewhere than where it hands out what it was answered. The driver's close waits, in a loop, until nobody does
     * that any more; a thread that closes in the midst of it would wait for itself, for ever (r2dbc-postgresql 1.1.3). A scheduler that has ended
     * leaves it to this thread.
     */
    static Mono<Void> apart(Mono<Void> close, Scheduler scheduler) {
        return close.subscribeOn(scheduler).onErrorResume(RejectedExecutionException.class, ended -> close);
    }

    private Mono<Void> apart(Mono<Void> close) {
        return apart(close, scheduler);
    }

    /** Gives it back, or closes it, so. */
    final Mono<Void> closeApart(Connection connection) {
        return apart(Mono.defer(() -> Mono.from(connection.close())));
    }

    /** Lends from a factory or pool, and gives back by closing. */
    final <T> Mono<T> lendingFrom(ConnectionFactory factory, Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                lend(Mono.from(factory.create())),
                counted(work),
                connection -> giveBack(Mono.from(connection.close())),
                (connection, error) -> giveBack(closeApart(connection)),
                connection -> giveBack(closeWhenQuiet(connection)));
    }

    /** Lends one that begins and commits a transaction. */
    final <T> Mono<T> transactingFrom(ConnectionFactory factory, Function<Connection, Mono<T>> work) {
        return Mono.usingWhen(
                lend(Mono.from(factory.create())),
                counted(work),
                connection -> giveBack(Mono.from(connection.close())),
                (connection, error) -> waitALittle(giveBack(abandon(connection))),
                connection -> giveBack(abandon(connection)));
    }

    /**
     * Undoes what failed or was cancelled, in whatever thread. A statement of the work that is on its way to the driver just then, as
     * beside a time-out of the work's own, may reach the server behind a ROLLBACK, and would take effect there; the end of the session
     * undoes it too. What answers before is read, for the driver has nobody to give it to later.
     */
    private Mono<Void> abandon(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.REMOTE))
                .timeout(PROBE, Mono.just(false))
                .onErrorReturn(false)
                .then(apart(Mono.defer(() -> closeForGood(connection))));
    }

    /** Nobody's error waits for a server that is silent; what is going on goes on. */
    private static Mono<Void> waitALittle(Mono<Void> end) {
        return end.cache().timeout(PROBE.multipliedBy(2), Mono.empty());
    }

    /** Lends one connection for long. */
    final <T> Flux<T> keepingFrom(ConnectionFactory factory, Function<Connection, Flux<T>> work) {
        return Flux.usingWhen(
                lend(Mono.from(factory.create())),
                counted(work),
                connection -> giveBack(Mono.from(connection.close())),
                (connection, error) -> giveBack(closeApart(connection)),
                connection -> giveBack(closeWhenQuiet(connection)));
    }

    /**
     * What was cancelled may still be at work: a pool must get the connection back when that has ended, and never when the
     * server does not answer.
     */
    final Mono<Void> closeWhenQuiet(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.REMOTE))
                .timeout(PROBE, Mono.just(false))
                .onErrorReturn(false)
                .flatMap(quiet -> quiet ? closeApart(connection) : apart(Mono.defer(() -> closeForGood(connection))));
    }

    private static Mono<Void> closeForGood(Connection connection) {
        Object inner = connection instanceof Wrapped<?> wrapped ? wrapped.unwrap() : null;
        Mono<Void> release = Mono.from(connection.close());
        return inner instanceof Connection real
                ? Mono.from(real.close()).onErrorComplete().then(release)
                : release;
    }

    /**
     * A statement of which all parameters are bound each time, for whoever uses the connection alone: on the store's own one that
     * is kept, with what was bound last, so that it should be small.
     */
    static Statement again(Connection connection, String sql) {
        Object inner = connection instanceof Wrapped<?> lent && !(connection instanceof OwnConnection)
                ? lent.unwrap()
                : connection;
        return inner instanceof OwnConnection own ? own.kept(sql) : connection.createStatement(sql);
    }

    /** All rows of a statement that is bounded by itself. */
    static <T> Mono<List<T>> rows(Statement statement, Function<Readable, T> row) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(row))
                .collectList();
    }

    /** The one row of a statement, or empty. */
    static <T> Mono<T> row(Statement statement, Function<Readable, T> row) {
        return rows(statement, row).flatMap(all -> all.isEmpty() ? Mono.empty() : Mono.just(all.get(0)));
    }

    /** Runs a statement, or several without parameters; the number of rows that they changed. */
    static Mono<Long> run(Statement statement) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.getRowsUpdated())
                .reduce(0L, Long::sum);
    }

    /** The connections of a factory or pool that is the caller's. */
    static final class Given extends Connections {

        private final ConnectionFactory factory;

        Given(ConnectionFactory factory, Scheduler scheduler) {
            super(scheduler);
            this.factory = factory;
        }

        @Override
        public <T> Mono<T> reading(Function<Connection, Mono<T>> work) {
            return lendingFrom(factory, work);
        }

        @Override
        <T> Mono<T> appending(Function<Connection, Mono<T>> work) {
            return lendingFrom(factory, work);
        }

        @Override
        <T> Mono<T> transacting(Function<Connection, Mono<T>> work) {
            return transactingFrom(factory, work);
        }

        @Override
        <T> Flux<T> keeping(Function<Connection, Flux<T>> work) {
            return keepingFrom(factory, work);
        }

        @Override
        Mono<Void> close() {
            return Mono.empty();
        }
    }
}
