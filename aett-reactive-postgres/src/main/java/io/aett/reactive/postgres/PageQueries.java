package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;

/**
 * The statements that read pages. Each takes at most so many rows from an index, and of these the ones whose payloads before
 * them stay below the page's bytes: {@code octet_length} does not fetch a payload, so only what is sent is read.
 *
 * <p>The number of rows stands in the statement itself: with a parameter the planner has to guess it, and may prefer to
 * sort.
 */
final class PageQueries {

    private static final String SIZE = "octet_length(payload)";

    private static final String SIZED = """
            SELECT %1$s FROM (
                SELECT page.*, sum(%2$s) OVER (ORDER BY %3$s ROWS UNBOUNDED PRECEDING) - %2$s AS before
                FROM (SELECT %4$s FROM $.commits c WHERE %5$s ORDER BY %3$s LIMIT %6$d) page) sized
            WHERE before < %7$d ORDER BY %3$s
            """;

    /**
     * The sequence of the first commit with a revision of at least $4. Sequences of a stream have no gaps and revisions grow
     * with them, so it is found by halving: some twenty look-ups in a stream of a million commits, and no index for it.
     */
    private static final String FIRST_SEQUENCE = """
            (WITH RECURSIVE search (low, high) AS (
                SELECT 0::bigint, LEAST($4, 1 + (
                    SELECT commit_sequence FROM $.commits WHERE tenant_id = $1 AND stream_id = $2
                    ORDER BY commit_sequence DESC LIMIT 1))
              UNION ALL
                SELECT CASE WHEN probe.below THEN middle ELSE low END, CASE WHEN probe.below THEN high ELSE middle END
                FROM search CROSS JOIN LATERAL (SELECT (low + high) / 2 AS middle) half
                CROSS JOIN LATERAL (SELECT coalesce((
                    SELECT stream_revision < $4 FROM $.commits
                    WHERE tenant_id = $1 AND stream_id = $2 AND commit_sequence = middle), false) AS below) probe
                WHERE high - low > 1)
             SELECT high FROM search WHERE high - low <= 1)
            """;

    private final String schema;

    PageQueries(String schema) {
        this.schema = schema;
    }

    /** A page ended by its limits; there may be more. */
    static boolean isFull(PageRequest request, int rows, List<EncodedCommit> commits) {
        long bytes = 0;
        for (EncodedCommit commit : commits) {
            bytes += commit.payload().length;
        }
        return rows >= request.maxCommits() || bytes >= request.maxBytes();
    }

    Statement ofStream(Connection connection, StreamKey stream, long min, long max, PageRequest request) {
        return searches(min, request)
                ? connection
                        .createStatement(streamSql(request, true))
                        .bind(0, stream.tenantId())
                        .bind(1, stream.streamId())
                        .bind(2, max)
                        .bind(3, min)
                : connection
                        .createStatement(streamSql(request, false))
                        .bind(0, stream.tenantId())
                        .bind(1, stream.streamId())
                        .bind(2, max)
                        .bind(3, request.after());
    }

    /** The first page of a range that begins within the stream has to find its beginning. */
    private static boolean searches(long min, PageRequest request) {
        return request.after() == 0 && min > 1;
    }

    /** $3 is the highest revision; $4 the lowest, or the sequence behind which the page begins. */
    String streamSql(PageRequest request, boolean search) {
        // A revision is never below its sequence, and no more commits than revisions lie in a range: both bound the
        // scan.
        String from = search
                ? "commit_sequence >= %1$s AND commit_sequence - %1$s <= $3 - $4".formatted(FIRST_SEQUENCE)
                : "commit_sequence > $4";
        return sized(
                "tenant_id = $1 AND stream_id = $2 AND commit_sequence <= $3 AND stream_revision - event_count < $3 AND "
                        + from,
                "commit_sequence",
                CommitRow.COLUMNS,
                SIZE,
                request);
    }

    /** A page of commits whatever their stamp, so that it has an end; of those with a later one only the numbers. */
    Statement ofTenant(Connection connection, String tenantId, Instant maxStamp, PageRequest request) {
        return connection
                .createStatement(tenantSql(request))
                .bind(0, tenantId)
                .bind(1, request.after())
                .bind(2, CommitRow.micros(maxStamp));
    }

    String tenantSql(PageRequest request) {
        String size = "CASE WHEN commit_stamp <= $3 THEN " + SIZE + " ELSE 0 END";
        String columns = CommitRow.COLUMNS.replace("payload", "CASE WHEN commit_stamp <= $3 THEN payload END");
        return sized("tenant_id = $1 AND checkpoint > $2", "checkpoint", columns, size, request);
    }

    /** Rows of the global order behind one checkpoint and up to another, each with the store's id and highest checkpoint. */
    Statement ofAll(Connection connection, long upTo, PageRequest request) {
        return connection
                .createStatement(allSql(request))
                .bind(0, request.after())
                .bind(1, upTo);
    }

    String allSql(PageRequest request) {
        return sized(
                "checkpoint > $1 AND checkpoint <= $2",
                "checkpoint",
                "(SELECT store_id FROM $.store), (SELECT max(checkpoint) FROM $.commits), ".replace("$.", schema + ".")
                        + CommitRow.COLUMNS,
                SIZE,
                request);
    }

    private String sized(String condition, String order, String columns, String size, PageRequest request) {
        return SIZED.formatted(
                        columns, size, order, CommitRow.COLUMNS, condition, request.maxCommits(), request.maxBytes())
                .replace("$.", schema + ".");
    }
}
