package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
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
 *
 * <p>Connections keep a plan that is made for any values, and where the server takes what is asked for to be a few rows it prefers to
 * fetch and sort all of them, for each page. So a range ends where the page must end ({@link #ofStream}), or is one of which it cannot
 * take that for granted: open ({@link #ofAll}), or a comparison of rows, of which it looks at the first column only ({@link #ofTenant}).
 * Such a comparison includes its bounds, since for given values the server counts what it knows of the tenants between them.
 */
final class PageQueries {

    /** Rows in the order of a key; those that are not shown are counted, and have neither payload nor size. */
    private static final String SIZED = """
            SELECT %1$s, %2$s FROM (
                SELECT page.*, coalesce(pg_catalog.sum(CASE WHEN shown THEN pg_catalog.octet_length(payload) END)
                    OVER (ORDER BY %3$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                FROM (SELECT %4$s, %5$s AS shown
                      FROM $.commits c WHERE %6$s ORDER BY %3$s LIMIT %7$d) page) sized
            WHERE before < %8$d%9$s ORDER BY %3$s
            """;

    /** One row of what the page sees, with each of its rows; all from one snapshot, and the page's rows in their order. */
    private static final String SEEN = """
            SELECT seen.*, p.* FROM (
                SELECT (SELECT store_id FROM $.store) AS store_id, %1$s AS life, %2$s AS through, %3$s AS behind) seen
            LEFT JOIN (%4$s) p ON true
            """;

    private static final String LIFE = Sql.lifeOf("$1::text");

    private static final String OF_STREAM = "tenant_id = $1::text AND stream_id = $2::text AND life = " + LIFE;

    /** Its highest checkpoint: the last row of the index that is not behind it, if it is one of this tenant. */
    private static final String LAST_OF_TENANT = """
            coalesce((
                SELECT checkpoint FROM $.commits
                WHERE (tenant_id, checkpoint) <= ($1::text, %d::bigint) AND tenant_id >= $1::text
                ORDER BY tenant_id DESC, checkpoint DESC LIMIT 1), 0::bigint)
            """.formatted(Long.MAX_VALUE);

    private static final String OF_TENANT =
            "(tenant_id, checkpoint) >= ($1::text, $2::bigint + 1::bigint) AND (tenant_id, checkpoint) <= ($1::text, $4::bigint)";

    /** The sequence of the first commit behind a page's range, if it is within the revisions that are read; else 0. */
    private static final String BEHIND = """
            coalesce((
                SELECT CASE WHEN stream_revision - event_count < $3::bigint THEN commit_sequence END FROM $.commits
                WHERE %1$s AND commit_sequence > %2$s AND commit_sequence <= $3::bigint ORDER BY commit_sequence LIMIT 1), 0::bigint)
            """;

    private static final String NOTHING = "0::bigint";

    /**
     * The sequence of the first commit with a revision of at least $4, found once for the whole statement. Where a commit's revision
     * is its sequence, it and all before it have one event, so the one of $4 is that commit. Otherwise it is found by halving, since
     * sequences of a stream have no gaps and revisions grow with them: some twenty look-ups in a stream of a million commits, and no
     * index for it. {@code OFFSET 0} keeps the server from looking once for each place where the answer is used.
     */
    private static final String FIRST_SEQUENCE = """
            WITH RECURSIVE search (low, high) AS (
                SELECT 0::bigint, LEAST($4::bigint, 1 + (
                    SELECT commit_sequence FROM $.commits WHERE %1$s ORDER BY commit_sequence DESC LIMIT 1))
              UNION ALL
                SELECT CASE WHEN probe.below THEN middle ELSE low END, CASE WHEN probe.below THEN high ELSE middle END
                FROM search CROSS JOIN LATERAL (SELECT (low + high) / 2 AS middle) half
                CROSS JOIN LATERAL (SELECT coalesce((
                    SELECT stream_revision < $4::bigint FROM $.commits
                    WHERE %1$s AND commit_sequence = middle), false) AS below OFFSET 0) probe
                WHERE high - low > 1),
            first AS MATERIALIZED (SELECT coalesce(
                (SELECT commit_sequence FROM $.commits
                 WHERE %1$s AND commit_sequence = $4::bigint AND stream_revision = $4::bigint),
                (SELECT high FROM search WHERE high - low <= 1)) AS sequence)
            """.formatted(OF_STREAM);

    private final String schema;

    PageQueries(String schema) {
        this.schema = schema;
    }

    /** A page ended by its limits; there may be more. */
    static boolean isFull(PageRequest request, int rows, List<EncodedCommit> commits) {
        return rows >= request.maxCommits() || CommitBatch.bytes(commits) >= request.maxBytes();
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

    /**
     * $3 is the highest revision; $4 the lowest, or the sequence behind which the page begins. Sequences have no gaps, so a page of so
     * many commits is a range of so many sequences, and one that has fewer is the last, unless commits were lost: then something is
     * behind it. A revision is never below its sequence, and no more commits than revisions lie in a range: both bound it, too.
     */
    String streamSql(PageRequest request, boolean search) {
        String first = "(SELECT sequence FROM first)";
        String from = search ? "commit_sequence >= " + first : "commit_sequence > $4::bigint";
        String pageEnd = search
                ? first + " + LEAST($3::bigint - $4::bigint, %d::bigint)".formatted(request.maxCommits() - 1)
                : "LEAST($3::bigint, $4::bigint + %d::bigint)".formatted(request.maxCommits());
        String condition = OF_STREAM + " AND " + from + " AND commit_sequence <= " + pageEnd
                + " AND stream_revision - event_count < $3::bigint";
        String page = seen(
                NOTHING,
                BEHIND.formatted(OF_STREAM, pageEnd),
                sized("commit_sequence", "commit_sequence", "true", condition, "", request));
        return search ? Sql.in(schema, FIRST_SEQUENCE) + page : page;
    }

    /**
     * A page of commits whatever their stamp, so that it has an end; of those with a later one, and of what was purged and is not removed
     * yet, only the numbers. Nothing is
     * shown above the highest checkpoint that the first page could see: a commit that was under way then may be stored below
     * what that page has shown, and those that follow it have higher ones.
     */
    Statement ofTenant(Connection connection, String tenantId, Instant maxStamp, PageRequest request) {
        ReadView view = request.view();
        return connection
                .createStatement(tenantSql(request))
                .bind(0, tenantId)
                .bind(1, request.after())
                .bind(2, CommitRow.micros(maxStamp))
                .bind(3, view == null ? Long.MAX_VALUE : view.through());
    }

    String tenantSql(PageRequest request) {
        return seen(
                LAST_OF_TENANT,
                NOTHING,
                sized(
                        "checkpoint",
                        "tenant_id, checkpoint",
                        "commit_stamp <= $3::bigint AND life = " + LIFE,
                        OF_TENANT,
                        "",
                        request));
    }

    /**
     * Rows of the global order behind one checkpoint and up to another, each with the store's id, its highest checkpoint, and
     * whether the server is a standby. Of what was purged and is not removed yet only the numbers.
     */
    Statement ofAll(Connection connection, long upTo, PageRequest request) {
        return Connections.again(connection, allSql(request))
                .bind(0, request.after())
                .bind(1, upTo);
    }

    String allSql(PageRequest request) {
        return Sql.in(
                schema,
                sized(
                        "(SELECT store_id FROM $.store),"
                                + " GREATEST((SELECT purged FROM $.store), (SELECT pg_catalog.max(checkpoint) FROM $.commits)),"
                                + " pg_catalog.pg_is_in_recovery()",
                        "checkpoint",
                        "life = " + Sql.lifeOf("c.tenant_id"),
                        "checkpoint > $1::bigint",
                        " AND checkpoint <= $2::bigint",
                        request));
    }

    private String seen(String through, String behind, String page) {
        return Sql.in(schema, SEEN.formatted(LIFE, through, behind, page));
    }

    /** {@code within} is a condition for what is shown of the rows that {@code condition} takes. */
    private static String sized(
            String first, String order, String shown, String condition, String within, PageRequest request) {
        return SIZED.formatted(
                first,
                CommitRow.COLUMNS.replace("payload", "CASE WHEN shown THEN payload END"),
                order,
                CommitRow.COLUMNS,
                shown,
                condition,
                request.maxCommits(),
                request.maxBytes(),
                within);
    }
}
