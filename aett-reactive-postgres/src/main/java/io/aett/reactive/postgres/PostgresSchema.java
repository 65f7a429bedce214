package io.aett.reactive.postgres;

import io.aett.reactive.engine.EngineOptions;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a store keeps in its schema. Version {@value #VERSION}. */
public final class PostgresSchema {

    /** Raised with every change of the tables; the store's own row says which one a database has. */
    static final int VERSION = 1;

    private static final Pattern NAME = Pattern.compile("(?!pg_)[a-z_][a-z0-9_]{0,47}");

    /** What marks a schema as made by {@code initialize()}, so that {@code drop()} may remove it. */
    static final String MADE_BY_US = "made by aett-reactive";

    /** Every relation, so that one that is missing is noticed. */
    static final List<String> RELATIONS = List.of(
            "store",
            "checkpoints",
            "commits",
            "commits_pkey",
            "commits_sequence_key",
            "commits_id_key",
            "commits_tenant_key",
            "lives",
            "lives_pkey",
            "snapshots",
            "snapshots_pkey",
            "states",
            "states_pkey",
            "commits_json",
            "events_json");

    /**
     * Whether the next checkpoint could be one that is stored already, or lie below one: the sequence was lost and made again, or
     * restored from an earlier time. And whether sessions keep numbers in stock, which would be below others' when they use them.
     */
    private static final String BEHIND = """
            SELECT EXISTS (SELECT FROM $.checkpoints s WHERE
                CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END
                    < GREATEST(0::bigint, (SELECT pg_catalog.max(checkpoint) FROM $.commits),
                        (SELECT purged FROM $.store)))
                OR EXISTS (SELECT FROM pg_catalog.pg_sequence
                    WHERE seqrelid = '$.checkpoints'::regclass::oid AND seqcache <> 1::bigint)
            """;

    /**
     * Raises the sequence when it is behind. The table lock waits for the appends that have a number and keeps others away;
     * restarting takes from all sessions what they have in stock, which setting a value does not.
     */
    private static final String RAISE = """
            DO $raise$ BEGIN
                IF ({behind}) THEN
                    LOCK TABLE $.commits IN SHARE ROW EXCLUSIVE MODE;
                    EXECUTE pg_catalog.format('ALTER SEQUENCE $.checkpoints CACHE 1 RESTART WITH %s', (
                        SELECT GREATEST(last_value, (SELECT pg_catalog.max(checkpoint) FROM $.commits),
                            (SELECT purged FROM $.store)) + 1
                        FROM $.checkpoints));
                END IF;
            END $raise$;
            """.replace("{behind}", BEHIND.strip());

    /**
     * A plan that was made when the server knew of a few rows reads all of a table, and connections keep it while the table
     * grows. Of a table that it has not looked at the server thinks that it is larger, and uses the indexes.
     */
    private static final String FEW_ROWS = "autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000";

    private static final String SCRIPT = """
            CREATE SCHEMA IF NOT EXISTS {schema};
            COMMENT ON SCHEMA {schema} IS 'made by aett-reactive';
            """;

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS $.store (
                only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
                store_id uuid NOT NULL,
                version integer NOT NULL,
                purged bigint NOT NULL DEFAULT 0
            );
            CREATE SEQUENCE IF NOT EXISTS $.checkpoints AS bigint CACHE 1 NO CYCLE;
            CREATE TABLE IF NOT EXISTS $.commits (
                checkpoint bigint NOT NULL,
                tenant_id text COLLATE "C" NOT NULL,
                stream_id text COLLATE "C" NOT NULL,
                commit_sequence bigint NOT NULL,
                stream_revision bigint NOT NULL,
                event_count integer NOT NULL,
                life integer NOT NULL,
                commit_id uuid NOT NULL,
                nonce uuid NOT NULL,
                commit_stamp bigint NOT NULL,
                payload bytea NOT NULL
            ) WITH (%s);
            CREATE UNIQUE INDEX IF NOT EXISTS commits_pkey ON $.commits (checkpoint);
            CREATE UNIQUE INDEX IF NOT EXISTS commits_sequence_key
                ON $.commits (stream_id, tenant_id, life, commit_sequence) INCLUDE (stream_revision, commit_stamp);
            CREATE UNIQUE INDEX IF NOT EXISTS commits_id_key ON $.commits (commit_id, stream_id, tenant_id, life);
            CREATE INDEX IF NOT EXISTS commits_tenant_key ON $.commits (tenant_id, checkpoint);
            CREATE TABLE IF NOT EXISTS $.snapshots (
                tenant_id text COLLATE "C" NOT NULL,
                stream_id text COLLATE "C" NOT NULL,
                life integer NOT NULL,
                stream_revision bigint NOT NULL,
                commit_sequence bigint NOT NULL,
                payload bytea NOT NULL
            ) WITH (%s);
            CREATE UNIQUE INDEX IF NOT EXISTS snapshots_pkey
                ON $.snapshots (tenant_id, stream_id, life, stream_revision);
            CREATE TABLE IF NOT EXISTS $.states (
                space text COLLATE "C" NOT NULL,
                key text COLLATE "C" NOT NULL,
                value bytea NOT NULL,
                version uuid NOT NULL
            );
            CREATE UNIQUE INDEX IF NOT EXISTS states_pkey ON $.states (space, key);
            CREATE TABLE IF NOT EXISTS $.lives (
                tenant_id text COLLATE "C" PRIMARY KEY,
                life integer NOT NULL
            );
            INSERT INTO $.lives (tenant_id, life)
                SELECT tenant_id, pg_catalog.max(life) FROM (
                    SELECT tenant_id, life FROM $.commits UNION ALL SELECT tenant_id, life FROM $.snapshots) known
                WHERE life > 0 AND NOT EXISTS (SELECT FROM $.lives) GROUP BY tenant_id
                ON CONFLICT DO NOTHING;
            ALTER TABLE $.commits REPLICA IDENTITY USING INDEX commits_pkey;
            ALTER TABLE $.snapshots REPLICA IDENTITY USING INDEX snapshots_pkey;
            ALTER TABLE $.states REPLICA IDENTITY USING INDEX states_pkey;
            CREATE OR REPLACE VIEW $.commits_json AS
                SELECT checkpoint, tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id,
                       pg_catalog.to_timestamp(commit_stamp::numeric / 1000000.0) AS commit_stamp,
                       pg_catalog.convert_from(payload, 'UTF8')::jsonb AS content
                FROM $.commits c
                WHERE life = coalesce((SELECT l.life FROM $.lives l WHERE l.tenant_id = c.tenant_id), 0);
            CREATE OR REPLACE VIEW $.events_json AS
                SELECT c.checkpoint, c.tenant_id, c.stream_id, c.commit_sequence,
                       c.stream_revision - c.event_count + e.number AS revision, c.commit_stamp,
                       e.event ->> 'topic'::text AS topic, e.event -> 'body'::text AS body,
                       e.event -> 'headers'::text AS headers
                FROM $.commits_json c
                CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(c.content -> 'events'::text)
                    WITH ORDINALITY AS e (event, number);
            {raise}
            INSERT INTO $.store (store_id, version)
                VALUES (pg_catalog.gen_random_uuid(), 1)
                ON CONFLICT DO NOTHING;
            """.formatted(FEW_ROWS, FEW_ROWS);

    private PostgresSchema() {}

    /**
     * The statements that {@code initialize()} runs, for those whose databases are changed by somebody else. They leave
     * alone what is there. After them {@code initialize()} needs no rights to create anything.
     *
     * @param schema the schema's name, as in {@link PostgresOptions.Builder#schema}
     */
    public static String ddl(String schema) {
        return in(schema, SCRIPT + TABLES);
    }

    /** The same without the schema itself. */
    static String tables(String schema) {
        return in(schema, TABLES);
    }

    /** Whether {@link #raise} has something to do. */
    static String behind(String schema) {
        return in(schema, BEHIND);
    }

    /** Raises the sequence to where the commits are. */
    static String raise(String schema) {
        return in(schema, RAISE);
    }

    private static String in(String schema, String statements) {
        String name = quoted(schema);
        return Sql.in(name, statements.replace("{raise}", RAISE.strip()).replace("{schema}", name));
    }

    /** The name as it stands in statements, so that a reserved word is a name too. */
    static String quoted(String schema) {
        return '"' + requireValid(schema) + '"';
    }

    /** An {@link IllegalArgumentException} unless the name may stand in a statement as it is. */
    static String requireValid(String schema) {
        Objects.requireNonNull(schema, "schema");
        EngineOptions.require(
                NAME.matcher(schema).matches(),
                "schema",
                "1 to 48 lower-case letters, digits and underscores, not beginning with a digit or pg_",
                schema);
        return schema;
    }
}
