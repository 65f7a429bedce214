package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlConnectionMetadata;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.postgresql.api.PostgresqlStatement;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Single rows in and out by the driver: prepared statements, binary transfer, autocommit, a connection for each caller. All
 * columns are read, as a store has to.
 */
final class PostgresRaw implements Raw {

    static final String SCHEMA = "raw";

    private static final String INSERT =
            "INSERT INTO raw.commits VALUES (nextval('raw.checkpoints'), $1, $2, $3, $4, $5, 0, $6, $7, $8, $9)"
                    + " RETURNING checkpoint";
    private static final String STREAM =
            "SELECT * FROM raw.commits WHERE tenant_id = $1 AND stream_id = $2 AND life = 0 ORDER BY commit_sequence";
    private static final String ALL = "SELECT * FROM raw.commits ORDER BY checkpoint";

    private final PostgresqlConnectionFactory factory;
    private final Map<Integer, Mono<PostgresqlConnection>> connections = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(System.nanoTime());

    PostgresRaw(PostgresqlConnectionFactory factory) {
        this.factory = factory;
    }

    /** An empty table, made like the store's. */
    Mono<Void> initialize() {
        return run("DROP SCHEMA IF EXISTS raw CASCADE")
                .then(run("CREATE SCHEMA raw"))
                .then(run("CREATE SEQUENCE raw.checkpoints AS bigint CACHE 1"))
                .then(run("CREATE TABLE raw.commits (LIKE aett.commits INCLUDING ALL)"));
    }

    /** What the server calls itself. */
    String version() {
        PostgresqlConnectionMetadata server =
                Objects.requireNonNull(connection(0).block()).getMetadata();
        return server.getDatabaseProductName() + " " + server.getDatabaseVersion();
    }

    /** A statement of its own. */
    Mono<Void> run(String sql) {
        return connection(0)
                .flatMapMany(connection -> connection.createStatement(sql).execute())
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then();
    }

    /** The connection of one caller, opened when it is first needed. */
    Mono<PostgresqlConnection> connection(int caller) {
        return connections.computeIfAbsent(caller, number -> factory.create().cache());
    }

    @Override
    public String name() {
        return "r2dbc inserts";
    }

    @Override
    public List<Integer> callers(int store) {
        return store == 1 ? List.of(1) : List.of(2, 4, 8, 16, 32);
    }

    /** Each has a connection, of which servers do not give very many. */
    @Override
    public int mostCallers() {
        return 64;
    }

    @Override
    public Mono<?> append(int caller, String stream, long sequence, ItemAdded event) {
        return connection(caller)
                .flatMap(connection -> connection
                        .createStatement(INSERT)
                        .bind(0, Subject.TENANT)
                        .bind(1, stream)
                        .bind(2, sequence)
                        .bind(3, sequence)
                        .bind(4, 1)
                        .bind(5, new UUID(1, ids.incrementAndGet()))
                        .bind(6, new UUID(2, ids.incrementAndGet()))
                        .bind(7, Instant.now().toEpochMilli() * 1000)
                        .bind(8, StoredForm.write(event))
                        .execute()
                        .concatMap(result -> result.map(row -> value(row, 0, Long.class)))
                        .single());
    }

    @Override
    public Mono<Long> read(String stream) {
        return sum(connection(0)
                .map(connection -> connection
                        .createStatement(STREAM)
                        .bind(0, Subject.TENANT)
                        .bind(1, stream)));
    }

    @Override
    public Mono<Long> readAll() {
        return sum(connection(0).map(connection -> connection.createStatement(ALL)));
    }

    private static Mono<Long> sum(Mono<PostgresqlStatement> statement) {
        Flux<Long> quantities = statement
                .flatMapMany(prepared -> prepared.fetchSize(READ_AT_ONCE).execute())
                .concatMap(result -> result.map(PostgresRaw::quantity));
        return quantities.reduce(0L, Long::sum);
    }

    /** Takes all columns out of the row, and parses the payload. */
    private static long quantity(Readable row) {
        long numbers = 0;
        for (int column : new int[] {0, 3, 4, 9}) {
            numbers += value(row, column, Long.class);
        }
        numbers += value(row, 5, Integer.class);
        Object identity = List.of(
                value(row, 1, String.class),
                value(row, 2, String.class),
                value(row, 7, UUID.class),
                value(row, 8, UUID.class));
        long quantity = StoredForm.quantity(value(row, 10, byte[].class));
        return numbers == 0 && identity.equals(row) ? 0 : quantity;
    }

    private static <T> T value(Readable row, int column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type));
    }

    Mono<Void> close() {
        return Flux.fromIterable(connections.values())
                .flatMap(connection -> connection.flatMap(open -> open.close()))
                .then();
    }
}
