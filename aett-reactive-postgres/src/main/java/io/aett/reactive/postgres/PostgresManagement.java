package io.aett.reactive.postgres;

import io.aett.reactive.StorageException;
import io.aett.reactive.spi.StorageManagement;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.IsolationLevel;
import reactor.core.publisher.Mono;

/**
 * Creates, checks and drops the schema. What changes it runs in one transaction, under an advisory lock that all who do so
 * take, so sixteen at once come one after the other and an interruption leaves nothing half done.
 */
final class PostgresManagement implements StorageManagement {

    private final Connections connections;
    private final PostgresOptions options;
    private final Purge purge;
    private final String schema;

    PostgresManagement(Connections connections, PostgresOptions options) {
        this.connections = connections;
        this.options = options;
        this.schema = PostgresSchema.quoted(options.schema());
        this.purge = new Purge(connections, schema, options.engine().scheduler());
    }

    /** Whether the schema exists, how many of its relations are missing, how transactions are isolated by default. */
    private record State(boolean schema, long missing, String isolation) {}

    @Override
    public Mono<Void> initialize() {
        return connections.reading(this::initialize);
    }

    private Mono<Void> initialize(Connection connection) {
        return state(connection)
                .flatMap(state -> {
                    if (!state.isolation.equals("read committed")) {
                        return Mono.error(new StorageException(
                                "PostgreSQL: the default isolation of this connection is " + state.isolation
                                        + "; set default_transaction_isolation to 'read committed' for it"));
                    }
                    return state.missing == 0 ? Mono.empty() : create(connection, state.schema);
                })
                .then(version(connection)
                        .switchIfEmpty(Mono.defer(() -> create(connection, true).then(version(connection)))))
                .flatMap(version -> version == PostgresSchema.VERSION
                        ? Mono.empty()
                        : Mono.error(new StorageException("PostgreSQL: schema " + options.schema() + " has version "
                                + version + ", this library knows version " + PostgresSchema.VERSION
                                + "; use a newer release of aett-reactive")));
    }

    private Mono<State> state(Connection connection) {
        String relations = "'" + String.join("', '", PostgresSchema.RELATIONS) + "'";
        String sql = """
                SELECT count(n.oid) > 0,
                       (SELECT count(*) FROM unnest(ARRAY[%s]) AS r (name) WHERE NOT EXISTS (
                           SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                           WHERE s.nspname = '%s' AND c.relname = r.name)),
                       current_setting('transaction_isolation')
                FROM pg_catalog.pg_namespace n WHERE n.nspname = '%s'
                """.formatted(relations, options.schema(), options.schema());
        return Connections.row(
                connection.createStatement(sql),
                row -> new State(
                        CommitRow.value(row, 0, Boolean.class), CommitRow.number(row, 1), CommitRow.text(row, 2)));
    }

    private Mono<Integer> version(Connection connection) {
        return Connections.row(
                connection.createStatement("SELECT version FROM " + schema + ".store"),
                row -> CommitRow.value(row, 0, Integer.class));
    }

    private Mono<Void> create(Connection connection, boolean schemaExists) {
        return changing(
                connection,
                schemaExists ? PostgresSchema.tables(options.schema()) : PostgresSchema.ddl(options.schema()));
    }

    /**
     * Gives up its locks and asks again when one is not to be had: statements lock two of the tables in either order, and the
     * server, which looks for deadlocks after a second, would end one or the other.
     */
    @Override
    public Mono<Void> drop() {
        String drop = """
                SET LOCAL lock_timeout = '300ms';
                DROP VIEW IF EXISTS $.events_json, $.commits_json;
                DROP TABLE IF EXISTS $.snapshots, $.commits, $.store;
                DROP SEQUENCE IF EXISTS $.checkpoints;
                """.replace("$", schema);
        String dropSchema = """
                DO $$ BEGIN
                    IF obj_description('%1$s'::regnamespace, 'pg_namespace') = '%2$s' AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_depend WHERE refclassid = 'pg_namespace'::regclass
                            AND refobjid = '%1$s'::regnamespace) THEN
                        DROP SCHEMA %1$s;
                    END IF;
                END $$;
                """.formatted(schema, PostgresSchema.MADE_BY_US);
        return connections
                .reading(connection -> state(connection)
                        .flatMap(state -> state.schema ? changing(connection, drop + dropSchema) : Mono.empty()))
                .retryWhen(SqlStates.lockTimeoutsOn(options.engine().scheduler()));
    }

    private Mono<Void> changing(Connection connection, String script) {
        String lock =
                "SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock(hashtextextended('aett-reactive ' || '%s', 0));\n"
                        .formatted(options.schema());
        return transaction(
                connection,
                Connections.run(connection.createStatement(lock + script)).then());
    }

    /** Runs {@code work} in a transaction of its own. */
    static <T> Mono<T> transaction(Connection connection, Mono<T> work) {
        return Mono.usingWhen(
                Mono.from(connection.beginTransaction(IsolationLevel.READ_COMMITTED))
                        .thenReturn(connection),
                same -> work,
                same -> Mono.from(same.commitTransaction()),
                (same, error) -> Mono.from(same.rollbackTransaction()),
                same -> Mono.from(same.rollbackTransaction()));
    }

    @Override
    public Mono<Void> purge(String tenantId) {
        return purge.of(tenantId);
    }

    @Override
    public Mono<Void> close() {
        return connections.close();
    }
}
