package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.List;
import java.util.Optional;

/** The PostgreSQL store beside its driver, on a table with the same columns and indexes in the same database. */
final class PostgresSubject implements Subject {

    static final String ADDRESS = "r2dbc:postgresql:";

    private final String name;
    private final PostgresServer server;
    private final EventStore store;
    private final PostgresRaw raw;
    private final PostgresFill fill;

    private PostgresSubject(String name, PostgresServer server) {
        this.name = name;
        this.server = server;
        this.store = open(server.url());
        this.raw = new PostgresRaw(new PostgresqlConnectionFactory(configuration(server.url())));
        this.fill = new PostgresFill(raw);
        reset();
    }

    /** On the server that the environment names, or else on one that flushes what it commits, as one that is used does. */
    static PostgresSubject start() {
        boolean named = System.getenv(PostgresServer.ENVIRONMENT) != null;
        return new PostgresSubject(
                "postgres",
                named
                        ? PostgresServer.shared()
                        : PostgresServer.options().fsync(true).start());
    }

    /** On a server for which a flush costs nothing, so that nothing is gained by sharing one. */
    static PostgresSubject startUnsynced() {
        return new PostgresSubject(
                "postgres-unsynced", PostgresServer.options().fsync(false).start());
    }

    static EventStore open(String url) {
        return PostgresEventStore.create(
                configuration(url),
                PostgresOptions.builder().serializer(StoredForm.serializer()).build());
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
    public Optional<String> address() {
        return Optional.of(server.url());
    }

    @Override
    public Targets targets() {
        return new Targets(0, 1.3, 3, 0.8, 0.7, 10);
    }

    @Override
    public List<Rival> rivals() {
        return PgBench.installed() ? List.of(new PgBench(server)) : List.of();
    }

    @Override
    public void fill(List<String> streams, long from, int commits, int events) {
        fill.rows("aett", streams, from, commits, events);
    }

    @Override
    public void fillRaw(List<String> streams, long from, int commits) {
        fill.rows(PostgresRaw.SCHEMA, streams, from, commits, 1);
    }

    @Override
    public void close() {
        store.close().then(raw.close()).block();
        server.close();
    }
}
