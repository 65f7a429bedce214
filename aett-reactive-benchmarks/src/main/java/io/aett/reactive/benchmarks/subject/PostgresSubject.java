package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The PostgreSQL store beside its driver, on a table with the same columns and indexes in the same database. */
final class PostgresSubject implements Subject {

    static final String ADDRESS = "r2dbc:postgresql:";

    private static final String SCHEMA = "aett";
    private static final String BESIDE = "beside";

    /** As many as a store with connections of its own has for reading. */
    private static final int POOL = 8;

    private final String name;
    private final boolean synced;
    private final PostgresServer server;
    private final PostgresEventStore store;
    private final PostgresEventStore beside;
    private final PostgresRaw raw;
    private final PostgresFill fill;

    private PostgresSubject(String name, boolean synced, PostgresServer server) {
        this.name = name;
        this.synced = synced;
        this.server = server;
        this.store = open(server.url());
        this.beside = open(server.url(), BESIDE);
        this.raw = new PostgresRaw(new PostgresqlConnectionFactory(configuration(server.url())));
        this.fill = new PostgresFill(raw);
        reset();
    }

    /** On the server that the environment names, or else on one that flushes what it commits, as one that is used does. */
    static PostgresSubject start() {
        boolean named = System.getenv(PostgresServer.ENVIRONMENT) != null;
        return new PostgresSubject(
                "postgres",
                true,
                named
                        ? PostgresServer.shared()
                        : PostgresServer.options().fsync(true).start());
    }

    /** On a server for which a flush costs nothing, so that nothing is gained by sharing one. */
    static PostgresSubject startUnsynced() {
        return new PostgresSubject(
                "postgres-unsynced",
                false,
                PostgresServer.options().fsync(false).start());
    }

    static PostgresEventStore open(String url) {
        return open(url, SCHEMA);
    }

    private static PostgresEventStore open(String url, String schema) {
        return PostgresEventStore.create(
                configuration(url),
                PostgresOptions.builder()
                        .schema(schema)
                        .serializer(StoredForm.serializer())
                        .build());
    }

    /** The raw side for a JVM that ends with it, at a place that this one made. */
    static Raw openRaw(String url) {
        return new PostgresRaw(new PostgresqlConnectionFactory(configuration(url)));
    }

    private static PostgresqlConnectionConfiguration configuration(String url) {
        return PostgresqlConnectionFactoryProvider.builder(ConnectionFactoryOptions.parse(url))
                .forceBinary(true)
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean synchronous() {
        return false;
    }

    @Override
    public EventStore store() {
        return store;
    }

    @Override
    public String versions() {
        return raw.version() + ", " + Drivers.of(PostgresqlConnectionFactory.class);
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public void reset() {
        store.management()
                .drop()
                .then(store.management().initialize())
                .then(raw.initialize())
                .block();
    }

    @Override
    public Beside beside() {
        beside.management().drop().then(beside.management().initialize()).block();
        return new Beside(
                beside, (streams, from, commits, events) -> fill.rows(BESIDE, streams, from, commits, events));
    }

    @Override
    public Optional<String> address() {
        return Optional.of(server.url());
    }

    @Override
    public Targets targets() {
        return Targets.usual()
                .aloneLatency(1.15)
                .same(8, 1.2)
                .best(8, 0.8)
                .best(64, 3)
                .best(256, 4.5)
                .hotStream(10);
    }

    @Override
    public Optional<Supplier<Counted>> counted() {
        return Optional.of(this::counting);
    }

    private Counted counting() {
        Requests requests = new Requests();
        ConnectionPool pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new CountingConnections(new PostgresqlConnectionFactory(configuration(server.url())), requests))
                .maxSize(POOL)
                .build());
        EventStore counted = PostgresEventStore.create(
                pool,
                PostgresOptions.builder()
                        .notifications(true)
                        .serializer(StoredForm.serializer())
                        .build());
        return new Counted(counted, requests, pool.disposeLater());
    }

    /** Where a flush costs nothing, little is gained by sharing one. */
    @Override
    public Optional<Effects> effects() {
        return Optional.of(new PostgresEffects(store, raw, synced ? 5 : 0));
    }

    @Override
    public List<Rival> rivals() {
        List<Rival> rivals = new ArrayList<>(List.of(new PostgresUnnest(raw)));
        if (PgBench.installed()) {
            rivals.add(new PgBench(server));
        }
        return rivals;
    }

    @Override
    public void fill(List<String> streams, long from, int commits, int events) {
        fill.rows(SCHEMA, streams, from, commits, events);
    }

    @Override
    public void fillRaw(List<String> streams, long from, int commits) {
        fill.rows(PostgresRaw.SCHEMA, streams, from, commits, 1);
    }

    @Override
    public void close() {
        store.close().then(beside.close()).then(raw.close()).block();
        server.close();
    }
}
