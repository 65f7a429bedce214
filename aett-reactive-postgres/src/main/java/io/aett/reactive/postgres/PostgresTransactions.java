package io.aett.reactive.postgres;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.Transactions;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.internal.InTime;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.StateTable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcRollbackException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Transactions under {@code READ COMMITTED}, each on a connection that is lent for it. A change of a state holds its row until the
 * end, so another one waits, and then loses or, after a rollback, has its try.
 */
final class PostgresTransactions implements Transactions<Connection> {

    private final Connections connections;
    private final Function<StateTable, StateStore> states;
    private final String schema;
    private final EngineOptions options;
    private final SqlStates failures = new SqlStates();
    private volatile boolean closed;

    /** @param states the states in a table, as the engine has them */
    PostgresTransactions(
            Connections connections, Function<StateTable, StateStore> states, String schema, EngineOptions options) {
        this.connections = connections;
        this.states = states;
        this.schema = schema;
        this.options = options;
    }

    /** None begins after this. */
    void close() {
        closed = true;
    }

    @Override
    public <R> Mono<R> within(BiFunction<? super Connection, ? super StateStore, ? extends Mono<R>> work) {
        Objects.requireNonNull(work, "work");
        return Mono.defer(() -> closed
                        ? Mono.<R>error(
                                () -> new StorageException("PostgreSQL: this event store is closed; create a new one"))
                        : connections.transacting(connection -> run(connection, work)))
                .onErrorMap(NotConnectedException.class, this::notBegun)
                .onErrorStop();
    }

    private <R> Mono<R> run(
            Connection connection, BiFunction<? super Connection, ? super StateStore, ? extends Mono<R>> work) {
        HeldStates held =
                new HeldStates(states.apply(new PostgresStateTable(new Held(connections, connection), schema)));
        Mono<R> working = Mono.<R>defer(() -> work.apply(new HeldConnection(connection), held))
                .doOnTerminate(held::end)
                .doOnCancel(held::end)
                .onErrorMap(this::ofWork);
        // Within what is lent, not after it: until the commit is answered nobody else may have the connection.
        return begin(connection)
                .then(working)
                .singleOptional()
                .flatMap(result -> commit(connection, held).then(Mono.justOrEmpty(result)));
    }

    private Mono<Void> begin(Connection connection) {
        return bounded(connection.beginTransaction(IsolationLevel.READ_COMMITTED), options.readTimeout())
                .onErrorMap(this::notBegun);
    }

    private Mono<Void> commit(Connection connection, HeldStates held) {
        return Mono.defer(() -> {
            StorageUnavailableException failure = held.failure();
            return failure == null
                    ? bounded(connection.commitTransaction(), options.commitTimeout())
                            .onErrorMap(this::ofCommit)
                    : Mono.error(failure);
        });
    }

    private Mono<Void> bounded(Publisher<Void> step, Duration timeout) {
        return InTime.of(
                Mono.from(step),
                timeout,
                Mono.error(() -> new TimeoutException("no answer within " + timeout)),
                options.scheduler());
    }

    private EventStoreException notBegun(Throwable error) {
        return mayPass(error)
                ? new StorageUnavailableException(describe("no transaction could be begun", error), error)
                : new StorageException(describe("no transaction could be begun", error), error);
    }

    /** What the database says about the transaction, or the connection's end, has undone it; anything else is the work's. */
    private Throwable ofWork(Throwable error) {
        return error instanceof R2dbcException reported && reported.getSqlState() != null && mayPass(error)
                ? new StorageUnavailableException(describe("the transaction was undone", error), error)
                : error;
    }

    private Throwable ofCommit(Throwable error) {
        return switch (failures.classify(error)) {
            case NOT_APPLIED -> new StorageUnavailableException(describe("the transaction was undone", error), error);
            case UNKNOWN ->
                new StateOutcomeUnknownException(
                        describe("it is not known whether the transaction took effect; read what it changes", error),
                        error);
            case FINAL, NOT_INITIALIZED ->
                error instanceof R2dbcRollbackException
                        ? new StorageException(
                                "PostgreSQL: the transaction was undone, since a statement in it failed and the work"
                                        + " completed all the same; pass its error on, or go back to a savepoint",
                                error)
                        : error;
        };
    }

    private boolean mayPass(Throwable error) {
        Kind kind = failures.classify(error);
        return kind == Kind.NOT_APPLIED || kind == Kind.UNKNOWN;
    }

    private static String describe(String what, Throwable error) {
        return "PostgreSQL: " + what + " (" + error.getClass().getSimpleName() + ": " + error.getMessage() + ")";
    }

    /** The transaction's own connection. */
    private record Held(Connections connections, Connection connection) implements Session {

        @Override
        public <T> Mono<T> reading(Function<Connection, Mono<T>> work) {
            return Mono.defer(() -> work.apply(connection));
        }

        @Override
        public boolean binary(Connection same) {
            return connections.binary(same);
        }
    }
}
