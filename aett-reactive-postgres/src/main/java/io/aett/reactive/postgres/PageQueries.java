package io.aett.reactive.postgres;

import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that read pages. The first row of each is what the page sees, and has no checkpoint; the others are its commits in their
 * order, all from one snapshot. A page takes at most so many rows from an index, and of these the ones whose payloads before them stay
 * below the page's bytes. Payloads are added up one by one only where all of them are too much, and {@code octet_length} does not
 * fetch one, so only what is sent is read.
 *
 * <p>The number of rows stands in the statement itself: with a parameter the planner has to guess it, and may prefer to
 * sort. Numbers are written with {@code %s}, since {@code %d} has the digits of the process' locale.
 *
 * <p>Connections keep a plan that is made for any values, and where the server takes what is asked for to be a few rows it prefers to
 * fetch and sort all of them, for each page. So a range ends where the page must end ({@link #ofStream}), or is one of which it cannot
 * take that for granted: open ({@link #ofAll}), or a comparison of rows, of which it looks at the first column only ({@link #ofTenant}).
 * Such a comparison includes its bounds, since for given values the server counts what it knows of the tenants between them.
 */
final class PageQueries {

    /** Rows that are not shown are counted, and have no payload; where payloads are added up one by one they have no size either. */
    private static final String PAGE = """
            SELECT %1$s, %2$s
            UNION ALL (SELECT %3$s, %4$s FROM (%5$s) page%6$s ORDER BY %7$s LIMIT (
                SELECT CASE WHEN pg_catalog.sum(size) >= %8$s THEN (
                    SELECT pg_catalog.count(*) FROM (
                        SELECT coalesce(pg_catalog.sum(CASE WHEN shown THEN pg_catalog.octet_length(payload) END)
                            OVER (ORDER BY %7$s ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
                        FROM (%5$s) page) sized WHERE before < %8$s)
                    ELSE %9$s END
                FROM (SELECT pg_catalog.octet_length(payload) AS size FROM (%5$s) page) sizes))
            """;

    private static final String ROWS = "SELECT %s, %s AS shown FROM $.commits c WHERE %s ORDER BY %s LIMIT %s";

    private static final String STORE = "(SELECT store_id FROM $.store)";

    private static final String ALL_SEEN = STORE
            + ", GREATEST((SELECT purged FROM $.store), (SELECT pg_catalog.max(checkpoint) FROM $.commits)), pg_catalog.pg_is_in_recovery()";

    /** Of a row of any tenant. Where no tenant was ever purged, all are in their first life. */
    private static final String IN_ITS_LIFE =
            "CASE WHEN EXISTS (SELECT FROM $.lives) THEN life = " + Sql.lifeOf("c.tenant_id") + " ELSE life = 0 END";

    private static final String LIFE = Sql.lifeOf("$1::text");

    private static final String OF_STREAM = "tenant_id = $1::text AND stream_id = $2::text AND life = " + LIFE;

    /** Its highest checkpoint: the last row of the index that is not behind it, if it is one of this tenant. */
    private static final String LAST_OF_TENANT = """
            coalesce((
                SELECT checkpoint FROM $.commits
                WHERE (tenant_id, checkpoint) <= ($1::text, %s::bigint) AND tenant_id >= $1::text
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

    private enum Kind {
        STREAM,
        SEARCH,
        TENANT,
        ALL
    }

    private record Sized(Kind kind, int commits, long bytes) {}

    private final String schema;

    /** Pages are of few sizes. */
    private final Map<Sized, String> texts = new ConcurrentHashMap<>();

    PageQueries(String schema) {
        this.schema = schema;
    }

    private String text(Kind kind, PageRequest request) {
        return texts.computeIfAbsent(new Sized(kind, request.maxCommits(), request.maxBytes()), sized -> switch (kind) {
            case STREAM -> streamSql(request, false);
            case SEARCH -> streamSql(request, true);
            case TENANT -> tenantSql(request);
            case ALL -> allSql(request);
        });
    }

    Statement ofStream(Connection connection, StreamKey stream, long min, long max, PageRequest request) {
        boolean search = searches(min, request);
        return Connections.again(connection, text(search ? Kind.SEARCH : Kind.STREAM, request))
                .bind(0, stream.tenantId())
                .bind(1, stream.streamId())
                .bind(2, max)
                .bind(3, search ? min : request.after());
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
                ? first + " + LEAST($3::bigint - $4::bigint, %s::bigint)".formatted(request.maxCommits() - 1)
                : "LEAST($3::bigint, $4::bigint + %s::bigint)".formatted(request.maxCommits());
        String condition = OF_STREAM + " AND " + from + " AND commit_sequence <= " + pageEnd
                + " AND stream_revision - event_count < $3::bigint";
        String page = page(
                seen(NOTHING, BEHIND.formatted(OF_STREAM, pageEnd)),
                SeenRow.TENANT_COLUMNS,
                CommitRow.STREAM_COLUMNS,
                "commit_sequence",
                "true",
                condition,
                "",
                request);
        return Sql.in(schema, search ? FIRST_SEQUENCE + page : page);
    }

    /**
     * A page of commits whatever their stamp, so that it has an end; of those with a later one, and of what was purged and is not removed
     * yet, only the numbers. Nothing is
     * shown above the highest checkpoint that the first page could see: a commit that was under way then may be stored below
     * what that page has shown, and those that follow it have higher ones.
     */
    Statement ofTenant(Connection connection, String tenantId, Instant maxStamp, PageRequest request) {
        ReadView view = request.view();
        return Connections.again(connection, text(Kind.TENANT, request))
                .bind(0, tenantId)
                .bind(1, request.after())
                .bind(2, CommitRow.micros(maxStamp))
                .bind(3, view == null ? Long.MAX_VALUE : view.through());
    }

    String tenantSql(PageRequest request) {
        return Sql.in(
                schema,
                page(
                        seen(LAST_OF_TENANT, NOTHING),
                        SeenRow.TENANT_COLUMNS,
                        CommitRow.COLUMNS,
                        "tenant_id, checkpoint",
                        "commit_stamp <= $3::bigint AND life = " + LIFE,
                        OF_TENANT,
                        "",
                        request));
    }

    /**
     * Rows of the global order behind one checkpoint and up to another, and of the store its id, its highest checkpoint, and
     * whether the server is a standby. Of what was purged and is not removed yet only the numbers.
     */
    Statement ofAll(Connection connection, long upTo, PageRequest request) {
        return Connections.again(connection, text(Kind.ALL, request))
                .bind(0, request.after())
                .bind(1, upTo);
    }

    String allSql(PageRequest request) {
        return Sql.in(
                schema,
                page(
                        ALL_SEEN,
                        SeenRow.ALL_COLUMNS,
                        CommitRow.COLUMNS,
                        "checkpoint",
                        IN_ITS_LIFE,
                        "checkpoint > $1::bigint",
                        " WHERE checkpoint <= $2::bigint",
                        request));
    }

    private static String seen(String through, String behind) {
        return STORE + ", " + LIFE + ", " + through + ", " + behind;
    }

    /** {@code within} is a condition for what is sent of the rows that {@code condition} takes. */
    private static String page(
            String seen,
            int seenColumns,
            String columns,
            String order,
            String shown,
            String condition,
            String within,
            PageRequest request) {
        return PAGE.formatted(
                seen,
                nulls(columns.split(",").length),
                nulls(seenColumns),
                columns.replace("payload", "CASE WHEN shown THEN payload END"),
                ROWS.formatted(CommitRow.COLUMNS, shown, condition, order, request.maxCommits()),
                within,
                order,
                request.maxBytes(),
                request.maxCommits());
    }

    private static String nulls(int columns) {
        return String.join(", ", Collections.nCopies(columns, "NULL"));
    }
}
