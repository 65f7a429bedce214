package io.aett.reactive.postgres;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Connections of the store's own: a pool for reads, and one for transactions, whose work may read meanwhile; for appends a few that are kept beside it, since a pool's bookkeeping
 * costs a tenth of an append and the engine bounds their number already; and one for a listener while there is one.
 *
 * <p>An append's connection is kept after a success only. After an error or a cancellation nobody knows what the server is
 * still doing for it, or whether it is a primary yet, so it is closed.
 */
final class OwnConnections extends Connections implements OwnConnection.Source {

    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final int MOMENTS = 100;

    private final Openings factory;
    private final ConnectionPool readers;
    private final ConnectionPool transactions;
    private final Deque<Connection> idleWriters = new ConcurrentLinkedDeque<>();
    private final Scheduler scheduler;
    private final LongSupplier clock;
    private final AtomicInteger working = new AtomicInteger();
    private volatile long suspectedSince;
    private volatile boolean closed;

    OwnConnections(ConnectionFactory factory, PostgresOptions options) {
        this(factory, options, System::nanoTime);
    }

    OwnConnections(ConnectionFactory factory, PostgresOptions options, LongSupplier clock) {
        super(options.engine().scheduler());
        this.clock = clock;
        this.suspectedSince = clock.getAsLong();
        this.scheduler = options.engine().scheduler();
        this.factory = new Openings(factory, scheduler);
        this.readers = pool("aett-readers", options);
        this.transactions = pool("aett-transactions", options);
    }

    private ConnectionPool pool(String name, PostgresOptions options) {
        return new ConnectionPool(ConnectionPoolConfiguration.builder(new Watched())
                .name(name)
                .initialSize(0)
                .minIdle(0)
                .maxSize(options.readers())
                .maxIdleTime(OwnConnection.IDLE)
                .maxAcquireTime(options.engine().readTimeout())
                .maxCreateConnectionTime(options.engine().readTimeout())
                .build());
    }

    @Override
    public <T> Mono<T> reading(Function<Connection, Mono<T>> work) {
        return unlessClosed(lendingFrom(readers, work));
    }

    @Override
    <T> Mono<T> transacting(Function<Connection, Mono<T>> work) {
        return unlessClosed(transactingFrom(transactions, work));
    }

    @Override
    <T> Mono<T> appending(Function<Connection, Mono<T>> work) {
        return unlessClosed(Mono.usingWhen(
                lend(Mono.defer(this::writer)),
                counted(connection -> ready(connection).then(Mono.defer(() -> work.apply(connection)))),
                connection -> giveBack(keep(connection)),
                (connection, error) -> giveBack(closeApart(connection)),
                connection -> giveBack(closeWhenQuiet(connection))));
    }

    /** After that it can be used; the pool does the same when it lends one. */
    private static Mono<Boolean> ready(Connection connection) {
        return Mono.from(connection.validate(ValidationDepth.LOCAL)).onErrorMap(NotConnectedException::new);
    }

    private <T> Mono<T> unlessClosed(Mono<T> work) {
        return Mono.defer(() -> {
            working.incrementAndGet();
            return (closed ? Mono.<T>error(OwnConnections::closedAlready) : work)
                    .doFinally(end -> working.decrementAndGet());
        });
    }

    private static NotConnectedException closedAlready() {
        return new NotConnectedException(new IllegalStateException("the store is closed"));
    }

    private Mono<Connection> writer() {
        Connection idle = idleWriters.pollLast();
        return idle == null ? open().map(this::watched) : Mono.just(idle);
    }

    private Connection watched(Connection opened) {
        return new OwnConnection(opened, this);
    }

    @Override
    public Mono<Connection> open() {
        return factory.create();
    }

    @Override
    public Scheduler scheduler() {
        return scheduler;
    }

    @Override
    public long nanos() {
        return clock.getAsLong();
    }

    @Override
    public void suspect(long since) {
        suspectedSince = since;
    }

    @Override
    public long suspectedSince() {
        return suspectedSince;
    }

    /** For the pool. */
    private final class Watched implements ConnectionFactory {

        @Override
        public Mono<Connection> create() {
            return open().map(OwnConnections.this::watched);
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return factory.getMetadata();
        }
    }

    private Mono<Void> keep(Connection connection) {
        return Mono.defer(() -> {
            idleWriters.addLast(connection);
            return closed ? closeIdleWriters() : Mono.empty();
        });
    }

    private Mono<Void> closeIdleWriters() {
        Flux<Connection> idle = Flux.generate(sink -> {
            Connection next = idleWriters.pollLast();
            if (next == null) {
                sink.complete();
            } else {
                sink.next(next);
            }
        });
        return idle.concatMap(Connection::close).then();
    }

    @Override
    <T> Flux<T> keeping(Function<Connection, Flux<T>> work) {
        return keepingFrom(factory, work);
    }

    @Override
    Mono<Void> close() {
        return Mono.defer(() -> {
            closed = true;
            return closeIdleWriters().then(quiet()).then(readers.disposeLater()).then(transactions.disposeLater());
        });
    }

    /**
     * What was begun just before is still to come to its connection, and what was cancelled is still being given back, or opened
     * and closed: a pool that is gone miscounts the one and does not wait for the other. A moment is enough.
     */
    private Mono<Void> quiet() {
        return Mono.fromSupplier(() -> working.get() + lent() + factory.underWay())
                .filter(busy -> busy == 0)
                .repeatWhenEmpty(tries -> tries.take(MOMENTS).delayElements(MOMENT, scheduler))
                .then();
    }
}
