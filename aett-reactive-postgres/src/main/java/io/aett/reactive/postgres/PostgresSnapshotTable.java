package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import reactor.core.publisher.Mono;

/** The snapshots in a table, one row per stream and revision. */
final class PostgresSnapshotTable implements SnapshotTable {

    private final Connections connections;
    private final String put;
    private final String find;
    private final String newest;
    private final String trim;

    PostgresSnapshotTable(Connections connections, String schema) {
        this.connections = connections;
        this.put = Sql.in(schema, """
                INSERT INTO $.snapshots AS s (tenant_id, stream_id, life, stream_revision, commit_sequence, payload)
                SELECT $1::text, $2::text, %s, $3::bigint, $4::bigint, $5::bytea
                ON CONFLICT (tenant_id, stream_id, life, stream_revision)
                DO UPDATE SET commit_sequence = excluded.commit_sequence, payload = excluded.payload
                """.formatted(Sql.lifeOf("$1::text")));
        String ofStream = Sql.in(
                schema,
                " FROM $.snapshots WHERE tenant_id = $1::text AND stream_id = $2::text AND life = "
                        + Sql.lifeOf("$1::text"));
        this.find = "SELECT stream_revision, commit_sequence, payload" + ofStream
                + " AND stream_revision <= $3::bigint ORDER BY stream_revision DESC LIMIT 1";
        this.trim = "DELETE" + ofStream + " AND stream_revision < (SELECT stream_revision" + ofStream
                + " ORDER BY stream_revision DESC LIMIT 1 OFFSET $3::bigint)";
        this.newest = "SELECT stream_revision" + ofStream + " ORDER BY stream_revision DESC LIMIT 1";
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        return connections
                .reading(connection -> Connections.run(connection
                        .createStatement(put)
                        .bind(0, snapshot.stream().tenantId())
                        .bind(1, snapshot.stream().streamId())
                        .bind(2, snapshot.revision())
                        .bind(3, snapshot.commitSequence())
                        .bind(4, snapshot.payload())))
                .then();
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return connections.reading(connection -> Connections.row(
                connection
                        .createStatement(find)
                        .bind(0, stream.tenantId())
                        .bind(1, stream.streamId())
                        .bind(2, maxRevision),
                row -> new EncodedSnapshot(
                        stream,
                        CommitRow.number(row, 0),
                        CommitRow.number(row, 1),
                        CommitRow.value(row, 2, byte[].class))));
    }

    /** One statement, with one view of what there is; with fewer than {@code keep} there is nothing to compare with. */
    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return connections
                .reading(connection -> Connections.run(connection
                        .createStatement(trim)
                        .bind(0, stream.tenantId())
                        .bind(1, stream.streamId())
                        .bind(2, keep - 1L)))
                .then();
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return connections.reading(connection -> Connections.row(
                connection.createStatement(newest).bind(0, stream.tenantId()).bind(1, stream.streamId()),
                row -> CommitRow.number(row, 0)));
    }
}
