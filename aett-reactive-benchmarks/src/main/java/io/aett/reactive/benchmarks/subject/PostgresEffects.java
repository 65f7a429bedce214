package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.Commit;
import io.aett.reactive.StateStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.subscription.Subscription;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows of a table with one key, written by the driver. */
final class PostgresEffects implements Effects {

    private static final String INSERT = "INSERT INTO raw.effects VALUES ($1, $2)";
    private static final String MOVE = "UPDATE raw.reached SET checkpoint = $1";

    private final PostgresEventStore store;
    private final PostgresRaw raw;
    private final double target;

    PostgresEffects(PostgresEventStore store, PostgresRaw raw, double target) {
        this.store = store;
        this.raw = raw;
        this.target = target;
    }

    @Override
    public double target() {
        return target;
    }

    @Override
    public void reset() {
        raw.run("DROP TABLE IF EXISTS raw.effects, raw.reached")
                .then(raw.run("CREATE TABLE raw.effects (checkpoint bigint PRIMARY KEY, stream text NOT NULL)"))
                .then(raw.run("CREATE TABLE raw.reached AS SELECT 0::bigint AS checkpoint"))
                .block();
    }

    @Override
    public Subscription handling(String name, long commits, Runnable done) {
        AtomicLong handled = new AtomicLong();
        return Subscription.builder(name, store)
                .inTransaction(
                        new Transactions<Connection>() {
                            @Override
                            public <R> Mono<R> within(
                                    BiFunction<? super Connection, ? super StateStore, ? extends Mono<R>> work) {
                                return store.transactions().within(work).doOnSuccess(committed -> {
                                    if (handled.get() >= commits) {
                                        done.run();
                                    }
                                });
                            }
                        },
                        (commit, connection) -> {
                            handled.incrementAndGet();
                            return insert(connection, commit);
                        })
                .build();
    }

    @Override
    public Mono<Void> oneByOne(long commits) {
        return raw.connection(0)
                .flatMapMany(connection ->
                        store.management().follow(0).take(commits).concatMap(commit -> transaction(connection, commit)))
                .then();
    }

    private static Mono<Void> transaction(PostgresqlConnection connection, Commit commit) {
        return connection
                .beginTransaction()
                .then(insert(connection, commit))
                .then(executed(connection.createStatement(MOVE).bind(0, commit.checkpointToken())))
                .then(connection.commitTransaction());
    }

    private static Mono<Void> insert(Connection connection, Commit commit) {
        return executed(connection
                .createStatement(INSERT)
                .bind(0, commit.checkpointToken())
                .bind(1, commit.streamId()));
    }

    private static Mono<Void> executed(Statement statement) {
        return Flux.<Result>from(statement.execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    @Override
    public long rows() {
        Long rows = raw.connection(0)
                .flatMapMany(connection -> connection
                        .createStatement("SELECT count(*) FROM raw.effects")
                        .execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Long.class))))
                .single()
                .block();
        return rows == null ? -1 : rows;
    }
}
