package io.aett.reactive.postgres;

import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.function.Function;

/** A server as these tests use it: by a role that is no superuser, and as an administrator behind the stores' backs. */
record Database(PostgresServer server) {

    static final String ROLE = "aett_app";
    static final String PASSWORD = "pa-" + AlwaysOn.PASSWORD_MARKER;

    /** For all connections of the tests themselves: on the driver's own, each would leave a socket behind. */
    private static final OwnLoops LOOPS = OwnLoops.shared(Await.BOUND);

    private static final class Shared {
        static final Database DATABASE = prepared(PostgresServer.shared());
    }

    static Database shared() {
        return Shared.DATABASE;
    }

    /** The server with the tests' role. */
    static Database prepared(PostgresServer server) {
        Database database = new Database(server);
        database.admin("""
                DO $$ BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                        CREATE ROLE %1$s LOGIN PASSWORD '%2$s';
                    END IF;
                    EXECUTE format('GRANT CREATE ON DATABASE %%I TO %1$s', current_database());
                END $$
                """.formatted(ROLE, PASSWORD));
        return database;
    }

    /** The address, as users have it. */
    ConnectionFactoryOptions address() {
        return address(server.host(), server.port());
    }

    /** The same through a proxy. */
    ConnectionFactoryOptions address(String host, int port) {
        return ConnectionFactoryOptions.parse(
                "r2dbc:postgresql://%s:%s@%s:%s/%s".formatted(ROLE, PASSWORD, host, port, server.database()));
    }

    /** Of whichever of both servers is the primary. */
    ConnectionFactoryOptions addressWith(PostgresServer other) {
        return ConnectionFactoryOptions.parse(
                "r2dbc:postgresql:failover://%s:%s@%s:%s,%s:%s/%s?targetServerType=primary"
                        .formatted(
                                ROLE,
                                PASSWORD,
                                server.host(),
                                server.port(),
                                other.host(),
                                other.port(),
                                server.database()));
    }

    PostgresqlConnectionConfiguration.Builder configuration() {
        return configuration(server.host(), server.port());
    }

    /** The same through a proxy. */
    PostgresqlConnectionConfiguration.Builder configuration(String host, int port) {
        return PostgresqlConnectionConfiguration.builder()
                .loopResources(LOOPS)
                .host(host)
                .port(port)
                .username(ROLE)
                .password(PASSWORD)
                .database(server.database());
    }

    /** A connection of the administrator's, to be closed by whoever takes it. */
    PostgresqlConnection connect() {
        return Await.value(new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                        .loopResources(LOOPS)
                        .host(server.host())
                        .port(server.port())
                        .username(server.user())
                        .password(server.password())
                        .database(server.database())
                        .build())
                .create());
    }

    /** The major version of the server. */
    int version() {
        return query("SELECT current_setting('server_version_num')::int / 10000", row -> row.get(0, Integer.class))
                .get(0);
    }

    /** Runs statements as the administrator. */
    void admin(String sql) {
        query(sql, row -> 1);
    }

    /** Runs statements as the administrator and returns their rows. */
    <T> List<T> query(String sql, Function<Readable, T> row) {
        PostgresqlConnection connection = connect();
        try {
            return rows(connection, sql, row);
        } finally {
            Await.done(connection.close());
        }
    }

    /** The processes that wait for a lock of this type, such as {@code relation}. */
    List<Integer> waitingFor(String lockType) {
        return query(
                "SELECT pid FROM pg_locks WHERE NOT granted AND locktype = '" + lockType + "'",
                row -> row.get(0, Integer.class));
    }

    /** Returns when somebody waits for a lock of this type. */
    void awaitWaitingFor(String lockType) {
        Await.until(
                () -> "somebody who waits for " + lockType,
                () -> !waitingFor(lockType).isEmpty());
    }

    static void run(PostgresqlConnection connection, String sql) {
        Await.done(connection
                .createStatement(sql)
                .execute()
                .flatMap(PostgresqlResult::getRowsUpdated)
                .then());
    }

    static <T> List<T> rows(PostgresqlConnection connection, String sql, Function<Readable, T> row) {
        return Await.all(connection.createStatement(sql).execute().concatMap(result -> result.map(row)));
    }

    static <T> T one(PostgresqlConnection connection, String sql, Class<T> type) {
        return rows(connection, sql, row -> CommitRow.value(row, 0, type)).get(0);
    }
}
