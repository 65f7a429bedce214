package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import io.r2dbc.spi.TransactionDefinition;
import io.r2dbc.spi.ValidationDepth;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * A connection as the work of a transaction sees it: for statements and savepoints. Beginning, ending and giving back are not the
 * work's to do: closing does nothing, the rest is refused.
 */
final class HeldConnection extends ForwardingConnection {

    private final Connection connection;

    HeldConnection(Connection connection) {
        this.connection = connection;
    }

    private static Mono<Void> refused() {
        return Mono.error(
                () -> new IllegalStateException("the transaction is begun and ended around the work: let the work"
                        + " complete to commit it, or fail to undo it; within it there are savepoints"));
    }

    @Override
    public Connection unwrap() {
        return connection;
    }

    @Override
    public Publisher<Void> close() {
        return Mono.empty();
    }

    @Override
    public Publisher<Void> beginTransaction() {
        return refused();
    }

    @Override
    public Publisher<Void> beginTransaction(TransactionDefinition definition) {
        return refused();
    }

    @Override
    public Publisher<Void> commitTransaction() {
        return refused();
    }

    @Override
    public Publisher<Void> rollbackTransaction() {
        return refused();
    }

    @Override
    public Publisher<Void> setAutoCommit(boolean autoCommit) {
        return autoCommit ? refused() : Mono.empty();
    }

    @Override
    public boolean isAutoCommit() {
        return false;
    }

    @Override
    public Publisher<Void> setTransactionIsolationLevel(IsolationLevel level) {
        return refused();
    }

    /** Asks the server; a connection of the store's own would look after itself otherwise, and open another. */
    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return connection.validate(ValidationDepth.REMOTE);
    }
}
