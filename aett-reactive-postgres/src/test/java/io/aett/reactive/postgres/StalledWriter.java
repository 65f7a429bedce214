package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.support.Await;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A writer, as of another process, that has its number and does not commit before it is told to. */
final class StalledWriter {

    private final Database database;
    private final PostgresqlConnection connection;
    private final int process;

    private StalledWriter(Database database, PostgresqlConnection connection) {
        this.database = database;
        this.connection = connection;
        this.process = Database.one(connection, "SELECT pg_backend_pid()", Integer.class);
    }

    /** Begins, and appends the first commit of a stream by the store's own statement. */
    static StalledWriter of(PostgresFixture data, String tenant, String stream) {
        StalledWriter writer = idle(data.database);
        Await.done(Connections.rows(writer.statement(data.schema, tenant, stream), row -> row.get(1)));
        return writer;
    }

    /** Begins. */
    static StalledWriter idle(Database database) {
        StalledWriter writer = new StalledWriter(database, database.connect());
        writer.run("BEGIN");
        return writer;
    }

    Statement statement(String schema, String tenant, String stream) {
        String sql = Appender.appendSql(PostgresSchema.quoted(schema), 1, false);
        return CommitBatch.bind(connection.createStatement(sql), List.of(encoded(tenant, stream, 1)), false);
    }

    /** A commit of one event, as the store's core hands it over. */
    static EncodedCommit encoded(String tenant, String stream, long sequence) {
        byte[] payload = "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"stalled\"}}]}"
                .getBytes(StandardCharsets.UTF_8);
        return new EncodedCommit(
                new StreamKey(tenant, stream),
                sequence,
                sequence,
                1,
                UUID.randomUUID(),
                UUID.randomUUID(),
                Instant.EPOCH,
                payload,
                0);
    }

    void run(String sql) {
        Database.run(connection, sql);
    }

    int process() {
        return process;
    }

    void commit() {
        run("COMMIT");
        close();
    }

    void rollback() {
        run("ROLLBACK");
        close();
    }

    /** Leaves the transaction to whoever commits it under this name. */
    void prepare(String name) {
        run("PREPARE TRANSACTION '" + name + "'");
        close();
    }

    /** Ends the writer's process on the server. */
    void terminate() {
        database.admin("SELECT pg_terminate_backend(" + process + ")");
        Await.until(
                () -> "the end of process " + process,
                () -> database.query(
                                "SELECT count(*) FROM pg_stat_activity WHERE pid = " + process,
                                row -> row.get(0, Long.class))
                        .equals(List.of(0L)));
        close();
    }

    void close() {
        Await.done(connection.close());
    }
}
