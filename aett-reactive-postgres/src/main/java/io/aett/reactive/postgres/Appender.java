package io.aett.reactive.postgres;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Appends a batch in one statement, and finds out about those commits that it did not store in one more.
 *
 * <p>The statement takes the fence, then numbers and inserts each commit whose predecessor is there (see
 * {@link PostgresCommitLog}). It is a plain insert, and where a unique index refuses one commit the server undoes all of it. Then,
 * and for some time after ({@link Caution}), the statement is one that leaves out what an index refuses, which costs the server
 * a third more for each commit.
 *
 * <p>A commit that gets no number back is not stored, and
 * nothing else is known about it: it is looked for by its id, beside its stream's head, in a later statement that sees what
 * the first one lost against. Where that shows no reason any more (who was in its way is gone, its predecessor has come),
 * the commit is sent again.
 *
 * <p>Each look into the table is a lateral sub-select with a limit: as a plain join the planner may prefer to read the whole
 * table, whenever it believes it to be small.
 */
final class Appender {

    private static final int ATTEMPTS = 5;

    /** A connection keeps that much of its last append. */
    private static final long SMALL = 64 << 10;

    /** So that two batches with streams in common do not wait for each other crosswise. */
    private static final String IN_ORDER = "ORDER BY b.tenant_id COLLATE \"C\", b.stream_id COLLATE \"C\"";

    private final Connections connections;
    private final Caution caution = new Caution();
    private final Statements plain;
    private final Statements leavingOut;
    private final String explain;

    private record Statements(String one, String many) {

        static Statements of(String schema, boolean leavingOut) {
            return new Statements(appendSql(schema, 1, leavingOut), appendSql(schema, 2, leavingOut));
        }

        String of(int commits) {
            return commits == 1 ? one : many;
        }
    }

    Appender(Connections connections, String schema) {
        this.connections = connections;
        this.plain = Statements.of(schema, false);
        this.leavingOut = Statements.of(schema, true);
        this.explain = explainSql(schema);
    }

    /**
     * Takes the parameters of {@link CommitBatch#bind} for so many commits; a row for each commit that it stored.
     *
     * @param leavingOut what a unique index refuses; otherwise that is an error
     */
    static String appendSql(String schema, int commits, boolean leavingOut) {
        return Sql.in(schema, """
                WITH fence AS MATERIALIZED (
                    SELECT pg_catalog.pg_advisory_xact_lock_shared(
                        (('$.commits'::regclass::oid::bigint & 65535::bigint) << 48)
                        | CASE WHEN is_called THEN last_value ELSE 0::bigint END) AS held
                    FROM $.checkpoints
                )
                INSERT INTO $.commits (%s, life)
                SELECT pg_catalog.nextval('$.checkpoints'::regclass), b.tenant_id, b.stream_id, b.commit_sequence,
                       b.stream_revision, b.event_count, b.commit_id, b.nonce, GREATEST(b.commit_stamp, p.commit_stamp),
                       b.payload, coalesce(t.life, 0)
                FROM fence CROSS JOIN %s b
                LEFT JOIN LATERAL (
                    SELECT life FROM $.lives l WHERE l.tenant_id = b.tenant_id LIMIT 1) t ON true
                LEFT JOIN LATERAL (
                    SELECT stream_revision, commit_stamp FROM $.commits s
                    WHERE s.tenant_id = b.tenant_id AND s.stream_id = b.stream_id AND s.life = coalesce(t.life, 0)
                      AND s.commit_sequence = b.commit_sequence - 1 LIMIT 1) p ON true
                WHERE fence.held IS NOT NULL
                  AND CASE WHEN b.commit_sequence = 1 THEN b.stream_revision = b.event_count
                           ELSE p.stream_revision = b.stream_revision - b.event_count END
                %s
                %s
                RETURNING nonce, checkpoint, commit_stamp
                """.formatted(
                                CommitRow.COLUMNS,
                                CommitBatch.rows(commits),
                                commits == 1 ? "" : IN_ORDER,
                                leavingOut ? "ON CONFLICT DO NOTHING" : ""))
                // The driver goes through every character of a statement each time.
                .replaceAll("\\s+", " ");
    }

    /** Takes the parameters of {@link CommitBatch#bindNames}; a row for each commit. */
    static String explainSql(String schema) {
        return Sql.in(schema, """
                SELECT b.nonce, h.commit_sequence, h.stream_revision, c.%s
                FROM %s
                LEFT JOIN LATERAL (
                    SELECT life FROM $.lives l WHERE l.tenant_id = b.tenant_id LIMIT 1) t ON true
                LEFT JOIN LATERAL (
                    SELECT commit_sequence, stream_revision FROM $.commits s
                    WHERE s.tenant_id = b.tenant_id AND s.stream_id = b.stream_id AND s.life = coalesce(t.life, 0)
                    ORDER BY commit_sequence DESC LIMIT 1) h ON true
                LEFT JOIN LATERAL (
                    SELECT * FROM $.commits s
                    WHERE s.tenant_id = b.tenant_id AND s.stream_id = b.stream_id AND s.life = coalesce(t.life, 0)
                      AND s.commit_id = b.commit_id LIMIT 1) c ON true
                """.formatted(CommitRow.COLUMNS.replace(", ", ", c."), CommitBatch.NAMES));
    }

    Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.defer(() -> {
            Map<UUID, AppendResult> results = new HashMap<>();
            return round(batch, results, 1)
                    .onErrorMap(error -> isPartlyStored(results), PartlyStoredException::new)
                    .then(Mono.fromSupplier(() -> inOrder(batch, results)));
        });
    }

    private static boolean isPartlyStored(Map<UUID, AppendResult> results) {
        return results.values().stream().anyMatch(AppendResult.Appended.class::isInstance);
    }

    private static List<AppendResult> inOrder(List<EncodedCommit> batch, Map<UUID, AppendResult> results) {
        List<AppendResult> ordered = new ArrayList<>(batch.size());
        batch.forEach(commit -> ordered.add(results.get(commit.nonce())));
        return ordered;
    }

    /** Sends all commits of {@code batch}, and again those that need it; completes when each has a result. */
    private Mono<Void> round(List<EncodedCommit> batch, Map<UUID, AppendResult> results, int attempt) {
        if (attempt > ATTEMPTS) {
            return Mono.error(
                    () -> new R2dbcTransientResourceException("lost " + ATTEMPTS + " races in a row", "40001"));
        }
        return connections
                .appending(connection -> store(connection, batch, results))
                .flatMap(refused -> refused.isEmpty()
                        ? Mono.just(refused)
                        : connections.appending(connection -> findOut(connection, refused, results)))
                .onErrorResume(SqlStates::isRace, error -> Mono.just(missing(batch, results)))
                .flatMap(again -> again.isEmpty() ? Mono.empty() : round(again, results, attempt + 1));
    }

    private static List<EncodedCommit> missing(List<EncodedCommit> batch, Map<UUID, AppendResult> results) {
        return batch.stream()
                .filter(commit -> !results.containsKey(commit.nonce()))
                .toList();
    }

    /** The commits that were not stored. */
    private Mono<List<EncodedCommit>> store(
            Connection connection, List<EncodedCommit> batch, Map<UUID, AppendResult> results) {
        if (caution.isDue()) {
            return insert(connection, leavingOut, batch, results);
        }
        return insert(connection, plain, batch, results).onErrorResume(SqlStates::isTaken, refused -> {
            caution.met();
            return batch.size() == 1 ? Mono.just(batch) : insert(connection, leavingOut, batch, results);
        });
    }

    private Mono<List<EncodedCommit>> insert(
            Connection connection, Statements sql, List<EncodedCommit> batch, Map<UUID, AppendResult> results) {
        record Stored(UUID nonce, AppendResult result) {}
        String text = sql.of(batch.size());
        Statement statement = CommitBatch.bytes(batch) <= SMALL
                ? Connections.again(connection, text)
                : connection.createStatement(text);
        return Connections.rows(
                        CommitBatch.bind(statement, batch, connections.binary(connection)),
                        row -> new Stored(
                                CommitRow.value(row, 0, UUID.class),
                                new AppendResult.Appended(
                                        CommitRow.number(row, 1), CommitRow.instant(CommitRow.number(row, 2)))))
                .map(stored -> {
                    // Only here, at the statement's end: an error may follow its rows, and then none of them is stored.
                    stored.forEach(one -> results.put(one.nonce, one.result));
                    return missing(batch, results);
                });
    }

    /** The commits for whose refusal there is no reason any more. */
    private Mono<List<EncodedCommit>> findOut(
            Connection connection, List<EncodedCommit> refused, Map<UUID, AppendResult> results) {
        Statement statement =
                CommitBatch.bindNames(connection.createStatement(explain), refused, connections.binary(connection));
        return Connections.rows(statement, Found::read).map(rows -> {
            Map<UUID, Found> found = new HashMap<>();
            rows.forEach(row -> found.put(row.nonce, row));
            List<EncodedCommit> again = new ArrayList<>();
            for (EncodedCommit commit : refused) {
                Found look = found.get(commit.nonce());
                AppendResult result = look == null ? null : judge(commit, look);
                if (result == null) {
                    again.add(commit);
                } else {
                    results.put(commit.nonce(), result);
                }
                if (!(result instanceof AppendResult.OutOfOrder)) {
                    caution.met();
                }
            }
            return again;
        });
    }

    /** What is stored beside a refused commit. */
    private record Found(
            UUID nonce,
            long headSequence,
            long headRevision,
            @Nullable EncodedCommit same) {

        static Found read(Readable row) {
            Long sequence = row.get(1, Long.class);
            Long revision = row.get(2, Long.class);
            return new Found(
                    CommitRow.value(row, 0, UUID.class),
                    sequence == null ? 0 : sequence,
                    revision == null ? 0 : revision,
                    row.get(3, Long.class) == null ? null : CommitRow.read(row, 3));
        }
    }

    /** Why the commit was refused, or null when it would not be any more. */
    private static @Nullable AppendResult judge(EncodedCommit commit, Found found) {
        if (found.same != null) {
            return new AppendResult.AlreadyStored(found.same);
        }
        if (commit.sequence() <= found.headSequence) {
            return new AppendResult.SequenceTaken(found.headSequence, found.headRevision);
        }
        boolean fits = commit.sequence() == found.headSequence + 1 && commit.firstRevision() == found.headRevision + 1;
        return fits ? null : new AppendResult.OutOfOrder(found.headSequence, found.headRevision);
    }
}
