CREATE SCHEMA IF NOT EXISTS "golden";
COMMENT ON SCHEMA "golden" IS 'made by aett-reactive';
CREATE TABLE IF NOT EXISTS "golden".store (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    store_id uuid NOT NULL,
    version integer NOT NULL,
    purged bigint NOT NULL DEFAULT 0
);
CREATE SEQUENCE IF NOT EXISTS "golden".checkpoints AS bigint CACHE 1 NO CYCLE;
CREATE TABLE IF NOT EXISTS "golden".commits (
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
) WITH (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
CREATE UNIQUE INDEX IF NOT EXISTS commits_pkey ON "golden".commits (checkpoint);
CREATE UNIQUE INDEX IF NOT EXISTS commits_sequence_key
    ON "golden".commits (stream_id, tenant_id, life, commit_sequence) INCLUDE (stream_revision, commit_stamp);
CREATE UNIQUE INDEX IF NOT EXISTS commits_id_key ON "golden".commits (commit_id, stream_id, tenant_id, life);
CREATE INDEX IF NOT EXISTS commits_tenant_key ON "golden".commits (tenant_id, checkpoint);
CREATE TABLE IF NOT EXISTS "golden".snapshots (
    tenant_id text COLLATE "C" NOT NULL,
    stream_id text COLLATE "C" NOT NULL,
    life integer NOT NULL,
    stream_revision bigint NOT NULL,
    commit_sequence bigint NOT NULL,
    payload bytea NOT NULL
) WITH (autovacuum_analyze_threshold = 1000, autovacuum_vacuum_threshold = 1000);
CREATE UNIQUE INDEX IF NOT EXISTS snapshots_pkey
    ON "golden".snapshots (tenant_id, stream_id, life, stream_revision);
CREATE TABLE IF NOT EXISTS "golden".states (
    space text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    version uuid NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS states_pkey ON "golden".states (space, key);
CREATE TABLE IF NOT EXISTS "golden".lives (
    tenant_id text COLLATE "C" PRIMARY KEY,
    life integer NOT NULL
);
INSERT INTO "golden".lives (tenant_id, life)
    SELECT tenant_id, pg_catalog.max(life) FROM (
        SELECT tenant_id, life FROM "golden".commits UNION ALL SELECT tenant_id, life FROM "golden".snapshots) known
    WHERE life > 0 AND NOT EXISTS (SELECT FROM "golden".lives) GROUP BY tenant_id
    ON CONFLICT DO NOTHING;
ALTER TABLE "golden".commits REPLICA IDENTITY USING INDEX commits_pkey;
ALTER TABLE "golden".snapshots REPLICA IDENTITY USING INDEX snapshots_pkey;
ALTER TABLE "golden".states REPLICA IDENTITY USING INDEX states_pkey;
CREATE OR REPLACE VIEW "golden".commits_json AS
    SELECT checkpoint, tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id,
           pg_catalog.to_timestamp(commit_stamp::numeric / 1000000.0) AS commit_stamp,
           pg_catalog.convert_from(payload, 'UTF8')::jsonb AS content
    FROM "golden".commits c
    WHERE life = coalesce((SELECT l.life FROM "golden".lives l WHERE l.tenant_id = c.tenant_id), 0);
CREATE OR REPLACE VIEW "golden".events_json AS
    SELECT c.checkpoint, c.tenant_id, c.stream_id, c.commit_sequence,
           c.stream_revision - c.event_count + e.number AS revision, c.commit_stamp,
           e.event ->> 'topic'::text AS topic, e.event -> 'body'::text AS body,
           e.event -> 'headers'::text AS headers
    FROM "golden".commits_json c
    CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(c.content -> 'events'::text)
        WITH ORDINALITY AS e (event, number);
DO $raise$ BEGIN
    IF (SELECT EXISTS (SELECT FROM "golden".checkpoints s WHERE
    CASE WHEN s.is_called THEN s.last_value ELSE s.last_value - 1 END
        < GREATEST(0::bigint, (SELECT pg_catalog.max(checkpoint) FROM "golden".commits),
            (SELECT purged FROM "golden".store)))
    OR EXISTS (SELECT FROM pg_catalog.pg_sequence
        WHERE seqrelid = '"golden".checkpoints'::regclass::oid AND seqcache <> 1::bigint)) THEN
        LOCK TABLE "golden".commits IN SHARE ROW EXCLUSIVE MODE;
        EXECUTE pg_catalog.format('ALTER SEQUENCE "golden".checkpoints CACHE 1 RESTART WITH %s', (
            SELECT GREATEST(last_value, (SELECT pg_catalog.max(checkpoint) FROM "golden".commits),
                (SELECT purged FROM "golden".store)) + 1
            FROM "golden".checkpoints));
    END IF;
END $raise$;
INSERT INTO "golden".store (store_id, version)
    VALUES (pg_catalog.gen_random_uuid(), 1)
    ON CONFLICT DO NOTHING;
