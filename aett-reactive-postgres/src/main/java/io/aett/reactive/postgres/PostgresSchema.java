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
            "snapshots",
            "snapshots_pkey",
            "commits_json",
            "events_json");

    private static final String SCRIPT = """
            CREATE SCHEMA IF NOT EXISTS $;
            COMMENT ON SCHEMA $ IS 'made by aett-reactive';
            """;

    private static final String TABLES = """
            CREATE TABLE IF NOT EXISTS $.store (
                only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
                store_id uuid NOT NULL,
                version integer NOT NULL
            );
            CREATE SEQUENCE IF NOT EXISTS $.checkpoints AS bigint CACHE 1 NO CYCLE;
            CREATE TABLE IF NOT EXISTS $.commits (
                checkpoint bigint NOT NULL,
                tenant_id text COLLATE "C" NOT NULL,
                stream_id text COLLATE "C" NOT NULL,
                commit_sequence bigint NOT NULL,
                stream_revision bigint NOT NULL,
                event_count integer NOT NULL,
                commit_id uuid NOT NULL,
                nonce uuid NOT NULL,
                commit_stamp bigint NOT NULL,
                payload bytea NOT NULL
            );
            CREATE UNIQUE INDEX IF NOT EXISTS commits_pkey ON $.commits (checkpoint);
            CREATE UNIQUE INDEX IF NOT EXISTS commits_sequence_key
                ON $.commits (tenant_id, stream_id, commit_sequence) INCLUDE (stream_revision, commit_stamp);
            CREATE UNIQUE INDEX IF NOT EXISTS commits_id_key ON $.commits (commit_id, tenant_id, stream_id);
            CREATE INDEX IF NOT EXISTS commits_tenant_key ON $.commits (tenant_id, checkpoint);
            CREATE TABLE IF NOT EXISTS $.snapshots (
                tenant_id text COLLATE "C" NOT NULL,
                stream_id text COLLATE "C" NOT NULL,
                stream_revision bigint NOT NULL,
                commit_sequence bigint NOT NULL,
                payload bytea NOT NULL
            );
            CREATE UNIQUE INDEX IF NOT EXISTS snapshots_pkey
                ON $.snapshots (tenant_id, stream_id, stream_revision);
            ALTER TABLE $.commits REPLICA IDENTITY USING INDEX commits_pkey;
            ALTER TABLE $.snapshots REPLICA IDENTITY USING INDEX snapshots_pkey;
            CREATE OR REPLACE VIEW $.commits_json AS
                SELECT checkpoint, tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id,
                       to_timestamp(commit_stamp / 1000000.0) AS commit_stamp,
                       convert_from(payload, 'UTF8')::jsonb AS content
                FROM $.commits;
            CREATE OR REPLACE VIEW $.events_json AS
                SELECT c.checkpoint, c.tenant_id, c.stream_id, c.commit_sequence,
                       c.stream_revision - c.event_count + e.number AS revision, c.commit_stamp,
                       e.event ->> 'topic' AS topic, e.event -> 'body' AS body, e.event -> 'headers' AS headers
                FROM $.commits_json c
                CROSS JOIN LATERAL jsonb_array_elements(c.content -> 'events') WITH ORDINALITY AS e (event, number);
            INSERT INTO $.store (store_id, version)
                VALUES (gen_random_uuid(), 1)
                ON CONFLICT DO NOTHING;
            """;

    private PostgresSchema() {}

    /**
     * The statements that {@code initialize()} runs, for those whose databases are changed by somebody else. They leave
     * alone what is there. After them {@code initialize()} needs no rights to create anything.
     *
     * @param schema the schema's name, as in {@link PostgresOptions.Builder#schema}
     */
    public static String ddl(String schema) {
        return (SCRIPT + TABLES).replace("$", quoted(schema));
    }

    /** The same without the schema itself. */
    static String tables(String schema) {
        return TABLES.replace("$", quoted(schema));
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
