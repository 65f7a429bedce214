package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.UUID;

/**
 * The parameters of a batch: one array per column, and all payloads in one value with where each of them ends.
 *
 * <p>Why not an array of payloads? The driver would write it as text in text, each byte escaped twice, and the server would
 * have to take it apart again.
 */
final class CommitBatch {

    /** How the parameters $1 to $11 become rows. */
    static final String ROWS = """
            (SELECT tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id, nonce, commit_stamp,
                    substr($11, payload_from, payload_length) AS payload
             FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::integer[], $6::uuid[], $7::uuid[],
                         $8::bigint[], $9::integer[], $10::integer[])
               AS b (tenant_id, stream_id, commit_sequence, stream_revision, event_count, commit_id, nonce, commit_stamp,
                     payload_from, payload_length))
            """;

    private CommitBatch() {}

    static Statement bind(Statement statement, List<EncodedCommit> batch) {
        int size = batch.size();
        String[] tenants = new String[size];
        String[] streams = new String[size];
        Long[] sequences = new Long[size];
        Long[] revisions = new Long[size];
        Integer[] counts = new Integer[size];
        UUID[] ids = new UUID[size];
        UUID[] nonces = new UUID[size];
        Long[] stamps = new Long[size];
        Integer[] from = new Integer[size];
        Integer[] lengths = new Integer[size];
        int bytes = 0;
        for (int i = 0; i < size; i++) {
            EncodedCommit commit = batch.get(i);
            tenants[i] = commit.stream().tenantId();
            streams[i] = commit.stream().streamId();
            sequences[i] = commit.sequence();
            revisions[i] = commit.revision();
            counts[i] = commit.eventCount();
            ids[i] = commit.commitId();
            nonces[i] = commit.nonce();
            stamps[i] = CommitRow.micros(commit.stamp());
            from[i] = bytes + 1;
            lengths[i] = commit.payload().length;
            bytes = Math.addExact(bytes, commit.payload().length);
        }
        return statement
                .bind(0, tenants)
                .bind(1, streams)
                .bind(2, sequences)
                .bind(3, revisions)
                .bind(4, counts)
                .bind(5, ids)
                .bind(6, nonces)
                .bind(7, stamps)
                .bind(8, from)
                .bind(9, lengths)
                .bind(10, payloads(batch, bytes));
    }

    private static byte[] payloads(List<EncodedCommit> batch, int bytes) {
        if (batch.size() == 1) {
            return batch.get(0).payload();
        }
        byte[] all = new byte[bytes];
        int at = 0;
        for (EncodedCommit commit : batch) {
            System.arraycopy(commit.payload(), 0, all, at, commit.payload().length);
            at += commit.payload().length;
        }
        return all;
    }
}
