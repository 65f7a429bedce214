package io.aett.reactive.postgres;

import io.aett.reactive.CommitStore;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventStore;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.engine.EventStoreEngine;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageLimits;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Objects;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Keeps the whole contract in a PostgreSQL database, version 13 and later.
 *
 * <p>Any number of stores, in any number of processes, may work on the same schema. {@code management().initialize()}
 * creates it. Nothing is opened before the first operation. Signals come on the driver's threads. Safe for use by many
 * threads at once. The database has to be a primary: a standby does not know the locks that the order rests on.
 */
public final class PostgresEventStore implements EventStore {

    private static final int BATCH_COMMITS = 128;

    /** The server flushes one append after the other, and a row more costs a hundredth of a flush. */
    private static final int WORTHWHILE_APPEND = 8;

    private static final long BATCH_BYTES = 4L << 20;
    private static final long COMMIT_BYTES = 64L << 20;

    private final EventStoreEngine engine;
    private final Storage storage;
    private final Connections connections;
    private final PostgresTransactions transactions;

    private PostgresEventStore(Connections connections, PostgresOptions options, boolean notifications) {
        String schema = PostgresSchema.quoted(options.schema());
        WakeUps wakeUps = notifications
                ? new WakeUps(connections, options.schema(), options.engine().scheduler())
                : null;
        this.connections = connections;
        this.storage = new Storage(
                "PostgreSQL",
                limits(options),
                new PostgresCommitLog(connections, schema, wakeUps),
                new PostgresSnapshotTable(connections, schema),
                new PostgresStateTable(connections, schema),
                new PostgresManagement(connections, options),
                new SqlStates());
        this.engine = EventStoreEngine.create(storage, options.engine());
        this.transactions = new PostgresTransactions(connections, engine::statesIn, schema, options.engine());
    }

    /**
     * A store on connections of the caller's: a pool, or anything that creates connections of r2dbc-postgresql. Each
     * operation takes one and gives it back by closing it; nothing else of it is touched, and closing the store leaves it
     * open. A factory that is no pool connects anew for each operation.
     *
     * <p>A factory made with {@code forceBinary(true)} reads several times faster.
     */
    public static PostgresEventStore create(ConnectionFactory factory, PostgresOptions options) {
        Objects.requireNonNull(factory, "factory");
        Objects.requireNonNull(options, "options");
        return new PostgresEventStore(
                new Connections.Given(factory, options.engine().scheduler()), options, options.notifications(false));
    }

    /**
     * A store with connections of its own: {@link PostgresOptions.Builder#writers} of them for appends, a pool of up to
     * {@link PostgresOptions.Builder#readers} for everything else, as many more for transactions, and one to listen on while somebody
     * follows. Closing the
     * store closes them.
     *
     * <p>Set {@code forceBinary(true)} in the configuration: reads are several times faster.
     */
    public static PostgresEventStore create(PostgresqlConnectionConfiguration configuration, PostgresOptions options) {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(options, "options");
        return own(new PostgresqlConnectionFactory(configuration), options);
    }

    /** A store that makes connections of its own by this factory. */
    static PostgresEventStore own(ConnectionFactory factory, PostgresOptions options) {
        return new PostgresEventStore(new OwnConnections(factory, options), options, options.notifications(true));
    }

    /**
     * As {@link #create(PostgresqlConnectionConfiguration, PostgresOptions)}, from an address such as
     * {@code ConnectionFactoryOptions.parse("r2dbc:postgresql://user:password@host/database")}, with the settings that serve
     * a store best wherever the address does not say otherwise: values in binary, connections spread over all threads, kept
     * alive, {@code READ COMMITTED}, statements that the server ends after the longest time-out. The best choice where the
     * store need not share connections.
     */
    public static PostgresEventStore create(ConnectionFactoryOptions address, PostgresOptions options) {
        return create(address, options, factory -> factory);
    }

    /** @param watched what stands between the store and the factory of its connections */
    static PostgresEventStore create(
            ConnectionFactoryOptions address, PostgresOptions options, UnaryOperator<ConnectionFactory> watched) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        LoopResources loops = OwnSettings.loops(options);
        ConnectionFactory factory =
                watched.apply(new PostgresqlConnectionFactory(OwnSettings.of(address, options, loops)));
        return own(factory, options);
    }

    static StorageLimits limits(PostgresOptions options) {
        return new StorageLimits(
                BATCH_COMMITS, BATCH_BYTES, COMMIT_BYTES, COMMIT_BYTES, options.writers(), WORTHWHILE_APPEND);
    }

    Storage storage() {
        return storage;
    }

    /** How many connections are at work now. */
    int connectionsInUse() {
        return connections.lent();
    }

    @Override
    public CommitStore commits() {
        return engine.commits();
    }

    @Override
    public SnapshotStore snapshots() {
        return engine.snapshots();
    }

    @Override
    public StateStore states() {
        return engine.states();
    }

    /**
     * Transactions of this database under {@code READ COMMITTED}, in which statements of the program and changes of states are one. A
     * state that one of them changed is held until it ends: others wait for it, and then lose.
     *
     * <p>The connection is one of the factory that the store was given or, where it has its own, one of up to
     * {@link PostgresOptions.Builder#readers} more. The work may run any statements and savepoints on it, and leaves beginning and
     * ending to this. What it sets for the session ({@code SET} without {@code LOCAL}) stays so for whoever gets the connection next.
     */
    public Transactions<Connection> transactions() {
        return transactions;
    }

    @Override
    public PersistenceManagement management() {
        return engine.management();
    }

    @Override
    public Disposable listen(EngineListener listener) {
        return engine.listen(listener);
    }

    @Override
    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(transactions::close).then(engine.close());
    }
}
