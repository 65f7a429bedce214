package io.aett.reactive.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Stores on pools of the user's, whose driver writes and reads text. */
final class GivenPoolFixture extends PostgresFixture {

    private final List<ConnectionPool> pools = new CopyOnWriteArrayList<>();

    @Override
    PostgresEventStore create(PostgresOptions options) {
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(counting(
                        new PostgresqlConnectionFactory(database.configuration().build())))
                .initialSize(0)
                .maxSize(6)
                .build());
        pools.add(pool);
        return PostgresEventStore.create(pool, options);
    }

    /** What the stores took and did not give back. */
    @Override
    public int openResources() {
        return pools.stream()
                .map(pool -> pool.getMetrics().orElseThrow())
                .mapToInt(metrics -> metrics.acquiredSize())
                .sum();
    }

    @Override
    public Mono<Void> dispose() {
        return super.dispose()
                .then(Mono.fromRunnable(() -> {
                    if (pools.stream().anyMatch(ConnectionPool::isDisposed)) {
                        throw new AssertionError("a store closed a pool that was not its own");
                    }
                }))
                .thenMany(Flux.fromIterable(pools))
                .concatMap(ConnectionPool::disposeLater)
                .then();
    }
}
