package io.aett.reactive.postgres;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The states in a table, one row each. A change is one statement with its condition in it: under {@code READ COMMITTED} it waits for
 * whoever changes the row, and then looks at the row as that one left it.
 */
final class PostgresStateTable implements StateTable {

    private final Session session;
    private final String get;
    private final String schema;
    private final String create;
    private final String replace;
    private final String remove;

    PostgresStateTable(Session session, String schema) {
        this.session = session;
        this.get = Sql.in(schema, "SELECT key, value, version FROM $.states WHERE space = $1::text AND key = $2::text");
        this.schema = schema;
        this.create = Sql.in(schema, """
                INSERT INTO $.states (space, key, value, version) VALUES ($1::text, $2::text, $3::bytea, $4::uuid)
                ON CONFLICT (space, key) DO NOTHING
                """);
        this.replace = Sql.in(schema, """
                UPDATE $.states SET value = $3::bytea, version = $4::uuid
                WHERE space = $1::text AND key = $2::text AND version = $5::uuid
                """);
        this.remove =
                Sql.in(schema, "DELETE FROM $.states WHERE space = $1::text AND key = $2::text AND version = $3::uuid");
    }

    /** Its limit stands in the statement, as all limits do. What it compares, see {@link PageQueries}. */
    static String scanSql(String schema, boolean inclusive, int maxEntries) {
        return Sql.in(schema, """
                SELECT key, value, version FROM $.states
                WHERE (space, key) >= ($1::text, $2::text) AND space <= $1::text%s ORDER BY space, key LIMIT %s
                """.formatted(inclusive ? "" : " AND key <> $2::text", maxEntries));
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return session.reading(connection ->
                Connections.row(connection.createStatement(get).bind(0, space).bind(1, key), row -> read(space, row)));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return session.reading(connection -> Connections.rows(
                        connection
                                .createStatement(scanSql(schema, inclusive, maxEntries))
                                .bind(0, space)
                                .bind(1, from),
                        row -> read(space, row)))
                .map(entries -> StatePage.of(entries, from, maxEntries));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(space, key, value, nonce);
        return session.reading(connection -> changes(stored(connection, create, entry)))
                .mapNotNull(changed -> changed ? entry : null);
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
        UUID version = version(expected);
        return version == null
                ? Mono.empty()
                : session.reading(connection ->
                                changes(stored(connection, replace, entry).bind(4, version)))
                        .mapNotNull(changed -> changed ? entry : null);
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        UUID version = version(expected);
        return version == null
                ? Mono.just(false)
                : session.reading(connection -> changes(connection
                        .createStatement(remove)
                        .bind(0, expected.space())
                        .bind(1, expected.key())
                        .bind(2, version)));
    }

    private Statement stored(Connection connection, String sql, StateEntry entry) {
        byte[] value = entry.value();
        return connection
                .createStatement(sql)
                .bind(0, entry.space())
                .bind(1, entry.key())
                .bind(2, session.binary(connection) ? BinaryColumn.bytes(value) : value)
                .bind(3, UUID.fromString(entry.version()));
    }

    private static Mono<Boolean> changes(Statement statement) {
        return Connections.run(statement).map(rows -> rows > 0);
    }

    private static StateEntry read(String space, Readable row) {
        return new StateEntry(
                space,
                CommitRow.text(row, 0),
                CommitRow.value(row, 1, byte[].class),
                CommitRow.value(row, 2, UUID.class).toString());
    }

    /** Null for what is no version of this store's, in exactly its form. */
    private static @Nullable UUID version(StateEntry expected) {
        try {
            UUID version = UUID.fromString(expected.version());
            return version.toString().equals(expected.version()) ? version : null;
        } catch (IllegalArgumentException noVersion) {
            return null;
        }
    }
}
