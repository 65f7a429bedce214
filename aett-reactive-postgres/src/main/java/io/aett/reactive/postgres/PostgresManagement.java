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

    /** A server displaces a vacuum of its own only for who waits longer than this for its lock. */
    private static final String PATIENT = """
            SELECT pg_catalog.set_config('lock_timeout', (setting::integer + 1000)::text, true)
            FROM pg_catalog.pg_settings WHERE name = 'deadlock_timeout';
            """;

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

    /** Whether the schema exists, how many of its relations are missing. */
    private record State(boolean schema, long missing) {}

    @Override
    public Mono<Void> initialize() {
        return connections
                .reading(this::initialize)
                .retryWhen(SqlStates.lockTimeoutsOn(options.engine().scheduler()));
    }

    private Mono<Void> initialize(Connection connection) {
        return Surroundings.of(connection)
                .flatMap(PostgresManagement::refused)
                .switchIfEmpty(Mono.defer(() -> state(connection)))
                .flatMap(state -> state.missing == 0 ? Mono.empty() : create(connection, state.schema))
                .then(version(connection)
                        .switchIfEmpty(Mono.defer(() -> create(connection, true).then(version(connection)))))
                .flatMap(version -> version == PostgresSchema.VERSION
                        ? raiseCheckpoints(connection)
                        : Mono.error(new StorageException("PostgreSQL: schema " + options.schema() + " has version "
                                + version + ", this library knows version " + PostgresSchema.VERSION
                                + "; use a newer release of aett-reactive")));
    }

    /** Empty if nothing speaks against a store there. */
    private static Mono<State> refused(Surroundings found) {
        String refusal = found.refusal();
        if (refusal != null) {
            return Mono.error(new StorageException("PostgreSQL: " + refusal));
        }
        return found.standby() ? Mono.error(new StandbyException()) : Mono.empty();
    }

    private Mono<State> state(Connection connection) {
        String relations = "'" + String.join("', '", PostgresSchema.RELATIONS) + "'";
        String sql = """
                SELECT pg_catalog.count(n.oid) > 0,
                       (SELECT pg_catalog.count(*) FROM pg_catalog.unnest(ARRAY[%s]::text[]) AS r (name)
                        WHERE NOT EXISTS (
                            SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
                            WHERE s.nspname = '%s' AND c.relname = r.name))
                FROM pg_catalog.pg_namespace n WHERE n.nspname = '%s'
                """.formatted(relations, options.schema(), options.schema());
        return Connections.row(
                connection.createStatement(sql),
                row -> new State(CommitRow.value(row, 0, Boolean.class), CommitRow.number(row, 1)));
    }

    private Mono<Integer> version(Connection connection) {
        return Connections.row(
                connection.createStatement("SELECT version FROM " + schema + ".store"),
                row -> CommitRow.value(row, 0, Integer.class));
    }

    private Mono<Void> raiseCheckpoints(Connection connection) {
        return Connections.row(
                        connection.createStatement(PostgresSchema.behind(options.schema())),
                        row -> CommitRow.value(row, 0, Boolean.class))
                .flatMap(behind -> behind
                        ? changing(connection, PATIENT + PostgresSchema.raise(options.schema()))
                                .onErrorMap(SqlStates::isForbidden, this::raiseYourself)
                        : Mono.empty());
    }

    private StorageException raiseYourself(Throwable forbidden) {
        return new StorageException(
                "PostgreSQL: the sequence that numbers commits is behind the highest that is stored, and this role may not"
                        + " raise it; let its owner run PostgresSchema.ddl(\"" + options.schema() + "\")",
                forbidden);
    }

    private Mono<Void> create(Connection connection, boolean schemaExists) {
        return schemaExists
                ? changing(connection, PostgresSchema.tables(options.schema()))
                        .onErrorMap(SqlStates::isForbidden, this::createYourself)
                : changing(connection, PostgresSchema.ddl(options.schema()));
    }

    private StorageException createYourself(Throwable forbidden) {
        return new StorageException(
                "PostgreSQL: schema " + options.schema() + " lacks tables or indexes, and this role may not make them"
                        + " (" + forbidden.getMessage() + "); let its owner run PostgresSchema.ddl(\""
                        + options.schema()
                        + "\"), and grant this role its rights again",
                forbidden);
    }

    /**
     * First takes from each table what conflicts with a vacuum and with nobody who reads or appends, and waits for it as long as
     * it takes to displace one. Then it gives up all its locks and asks again when one is not to be had at once: statements lock
     * two of the tables in either order, and the server, which looks for deadlocks after a while, would end one or the other.
     */
    @Override
    public Mono<Void> drop() {
        String displace = Sql.in(schema, """
                DO $displace$ DECLARE present regclass; BEGIN
                    FOR present IN SELECT c.oid::regclass FROM pg_catalog.pg_class c
                        WHERE c.oid IN (pg_catalog.to_regclass('$.snapshots')::oid,
                            pg_catalog.to_regclass('$.commits')::oid, pg_catalog.to_regclass('$.lives')::oid,
                            pg_catalog.to_regclass('$.states')::oid, pg_catalog.to_regclass('$.store')::oid)
                        ORDER BY c.oid
                    LOOP
                        EXECUTE pg_catalog.format('LOCK TABLE %s IN SHARE UPDATE EXCLUSIVE MODE', present);
                    END LOOP;
                END $displace$;
                """);
        String drop = Sql.in(schema, """
                SET LOCAL lock_timeout = '300ms';
                DROP VIEW IF EXISTS $.events_json, $.commits_json;
                DROP TABLE IF EXISTS $.snapshots, $.commits, $.lives, $.states, $.store;
                DROP SEQUENCE IF EXISTS $.checkpoints;
                """);
        String dropSchema = """
                DO $$ BEGIN
                    IF pg_catalog.obj_description('%1$s'::regnamespace::oid, 'pg_namespace') = '%2$s' AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_depend WHERE refclassid = 'pg_catalog.pg_namespace'::regclass::oid
                            AND refobjid = '%1$s'::regnamespace::oid) THEN
                        DROP SCHEMA %1$s;
                    END IF;
                END $$;
                """.formatted(schema, PostgresSchema.MADE_BY_US);
        return connections
                .reading(connection -> state(connection)
                        .flatMap(state -> state.schema
                                ? changing(connection, PATIENT + displace + drop + dropSchema)
                                : Mono.empty()))
                .retryWhen(SqlStates.lockTimeoutsOn(options.engine().scheduler()));
    }

    private Mono<Void> changing(Connection connection, String script) {
        String lock =
                "SET LOCAL statement_timeout = 0; SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('aett-reactive ' || '%s', 0));\n"
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
