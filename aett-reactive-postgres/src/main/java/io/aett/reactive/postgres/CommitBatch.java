package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.r2dbc.spi.Statement;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The parameters of a batch: one array per column, and all payloads in one value with where each of them begins.
 *
 * <p>Why not an array of payloads? The driver would write it as text in text, each byte escaped twice, and the server would
 * have to take it apart again.
 */
final class CommitBatch {

    /** A batch of one, which is all that an idle store sends, is spared the arrays. */
    private static final String ROW = """
            (SELECT $1::text AS tenant_id, $2::text AS stream_id, $3::bigint AS commit_sequence, $4::bigint AS stream_revision,
                    $5::integer AS event_count, $6::uuid AS commit_id, $7::uuid AS nonce, $8::bigint AS commit_stamp,
                    $9::bytea AS payload)
            """;

    /**
     * Arrays taken apart in the list of what is selected: as a table each of them would be written to a store of rows first. Each in a
     * sub-select, which hides its length from the planner: a plan that knows of few rows looks cheaper than the one for any number, so
     * that the server would make one for each small batch, which takes it longer than the append.
     */
    private static final String ROWS = """
            (SELECT tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id, nonce, commit_stamp,
                    pg_catalog.substr($11::bytea, payload_from, payload_length) AS payload
             FROM (SELECT pg_catalog.unnest((SELECT $1::text[])) AS tenant_id,
                          pg_catalog.unnest((SELECT $2::text[])) AS stream_id,
                          pg_catalog.unnest((SELECT $3::bigint[])) AS commit_sequence,
                          pg_catalog.unnest((SELECT $4::bigint[])) AS stream_revision,
                          pg_catalog.unnest((SELECT $5::integer[])) AS event_count,
                          pg_catalog.unnest((SELECT $6::uuid[])) AS commit_id,
                          pg_catalog.unnest((SELECT $7::uuid[])) AS nonce,
                          pg_catalog.unnest((SELECT $8::bigint[])) AS commit_stamp,
                          pg_catalog.unnest((SELECT $9::integer[])) AS payload_from,
                          pg_catalog.unnest((SELECT $10::integer[])) AS payload_length) a)
            """;

    /** How the parameters of {@link #bindNames} become rows. */
    static final String NAMES = """
            ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::uuid[]),
                       pg_catalog.unnest($4::uuid[])) AS b (tenant_id, stream_id, commit_id, nonce)
            """;

    private final Statement statement;
    private final List<EncodedCommit> batch;
    private final boolean binary;
    private int parameter;

    private CommitBatch(Statement statement, List<EncodedCommit> batch, boolean binary) {
        this.statement = statement;
        this.batch = batch;
        this.binary = binary;
    }

    /** Of all payloads. */
    static long bytes(List<EncodedCommit> commits) {
        long bytes = 0;
        for (EncodedCommit commit : commits) {
            bytes += commit.payload().length;
        }
        return bytes;
    }

    /** How the parameters of {@link #bind} become rows. */
    static String rows(int commits) {
        return commits == 1 ? ROW : ROWS;
    }

    /** Binds the parameters of {@link #rows}; in binary where the connection takes {@link BinaryColumn}. */
    static Statement bind(Statement statement, List<EncodedCommit> batch, boolean binary) {
        return batch.size() == 1 ? bindOne(statement, batch.get(0), binary) : bindMany(statement, batch, binary);
    }

    private static Statement bindOne(Statement statement, EncodedCommit commit, boolean binary) {
        return statement
                .bind(0, commit.stream().tenantId())
                .bind(1, commit.stream().streamId())
                .bind(2, commit.sequence())
                .bind(3, commit.revision())
                .bind(4, commit.eventCount())
                .bind(5, commit.commitId())
                .bind(6, commit.nonce())
                .bind(7, CommitRow.micros(commit.stamp()))
                .bind(8, binary ? BinaryColumn.bytes(commit.payload()) : commit.payload());
    }

    private static Statement bindMany(Statement statement, List<EncodedCommit> batch, boolean binary) {
        List<Integer> lengths = new ArrayList<>(batch.size());
        List<Integer> from = new ArrayList<>(batch.size());
        int bytes = 0;
        for (EncodedCommit commit : batch) {
            from.add(bytes + 1);
            lengths.add(commit.payload().length);
            bytes = Math.addExact(bytes, commit.payload().length);
        }
        new CommitBatch(statement, batch, binary)
                .texts(commit -> commit.stream().tenantId())
                .texts(commit -> commit.stream().streamId())
                .longs(EncodedCommit::sequence)
                .longs(EncodedCommit::revision)
                .integers(column(batch, EncodedCommit::eventCount))
                .uuids(EncodedCommit::commitId)
                .uuids(EncodedCommit::nonce)
                .longs(commit -> CommitRow.micros(commit.stamp()))
                .integers(from)
                .integers(lengths)
                .next(payloads(batch, bytes, binary));
        return statement;
    }

    /** Binds what names the commits: tenants, streams, commit ids, nonces. */
    static Statement bindNames(Statement statement, List<EncodedCommit> batch, boolean binary) {
        new CommitBatch(statement, batch, binary)
                .texts(commit -> commit.stream().tenantId())
                .texts(commit -> commit.stream().streamId())
                .uuids(EncodedCommit::commitId)
                .uuids(EncodedCommit::nonce);
        return statement;
    }

    private CommitBatch texts(Function<EncodedCommit, String> of) {
        List<String> values = column(batch, of);
        return next(binary ? BinaryColumn.texts(values) : values.toArray(String[]::new));
    }

    private CommitBatch longs(Function<EncodedCommit, Long> of) {
        List<Long> values = column(batch, of);
        return next(binary ? BinaryColumn.longs(values) : values.toArray(Long[]::new));
    }

    private CommitBatch uuids(Function<EncodedCommit, UUID> of) {
        List<UUID> values = column(batch, of);
        return next(binary ? BinaryColumn.uuids(values) : values.toArray(UUID[]::new));
    }

    private CommitBatch integers(List<Integer> values) {
        return next(binary ? BinaryColumn.integers(values) : values.toArray(Integer[]::new));
    }

    private CommitBatch next(Object value) {
        statement.bind(parameter++, value);
        return this;
    }

    private static <T> List<T> column(List<EncodedCommit> batch, Function<EncodedCommit, T> of) {
        List<T> values = new ArrayList<>(batch.size());
        batch.forEach(commit -> values.add(of.apply(commit)));
        return values;
    }

    /** One after the other; in binary they are copied once, into a buffer of just that size. */
    private static Object payloads(List<EncodedCommit> batch, int bytes, boolean binary) {
        if (binary) {
            return BinaryColumn.bytes(bytes, column(batch, EncodedCommit::payload));
        }
        ByteBuffer all = ByteBuffer.allocate(bytes);
        batch.forEach(commit -> all.put(commit.payload()));
        return all.array();
    }
}
