package io.aett.reactive.cli;

import io.aett.reactive.EventStore;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own on the shared server, and a program's store on it, which knows the classes. */
final class PostgresStore implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    final String schema = "cli_" + COUNT.incrementAndGet();
    final EventStore store;

    private PostgresStore() {
        PostgresServer server = PostgresServer.shared();
        server.execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
        store = PostgresEventStore.create(
                ConnectionFactoryOptions.parse(server.url()),
                PostgresOptions.builder().schema(schema).topicMap(Things.TOPICS).build());
    }

    static PostgresStore empty() {
        PostgresStore made = new PostgresStore();
        made.store.management().initialize().block();
        return made;
    }

    static PostgresStore none() {
        return new PostgresStore();
    }

    static PostgresStore filled() {
        PostgresStore made = empty();
        Things.fill(made.store);
        return made;
    }

    /** As the user gives it. */
    String address() {
        return PostgresServer.shared().url().replaceFirst("^r2dbc:", "") + "?schema=" + schema;
    }

    /** As the program calls it. */
    String name() {
        PostgresServer server = PostgresServer.shared();
        return "postgresql://" + server.host() + ":" + server.port() + "/" + server.database() + "?schema=" + schema;
    }

    /** By hand. */
    void sql(String statement) {
        PostgresServer.shared().execute(statement.replace("$", schema));
    }

    Cli cli() {
        return Cli.on(address());
    }

    @Override
    public void close() {
        store.close().block();
        PostgresServer.shared().execute("DROP SCHEMA IF EXISTS " + schema + " CASCADE");
    }
}
