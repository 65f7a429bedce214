package io.aett.reactive.postgres;

import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.List;
import java.util.Optional;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Removes one tenant: in one step for all who read and write, and then what is left of it in the table.
 *
 * <p>The one step is a statement that gives the tenant its next life ({@link PostgresCommitLog} says what that is): with it the
 * tenant is empty, and before it nothing has happened. From then on nobody sees the rows of earlier lives, so they may go in
 * any order, and a purge that ends half way leaves nothing but rows for the next one to remove.
 *
 * <p>With the rows it notes the highest checkpoint that it removes, so that the head of the order does not go back.
 *
 * <p>An append that began before may still store a row of an earlier life, which is hidden as it comes. Such appends hold their
 * lock on the table since before the step, so they are looked for there and waited for, when all else is gone, by looking again and again: a lock
 * of the purge's own would hold up all appends that come, and would have to displace a vacuum.
 */
final class Purge {

    private static final int BATCH = 2000;

    private final Connections connections;
    private final Scheduler scheduler;
    private final String next;
    private final String underWay;
    private final String commits;
    private final String snapshots;

    Purge(Connections connections, String schema, Scheduler scheduler) {
        this.connections = connections;
        this.scheduler = scheduler;
        this.next = Sql.in(schema, """
                INSERT INTO $.lives AS l (tenant_id, life)
                SELECT $1::text, 1 WHERE EXISTS (SELECT FROM $.lives WHERE tenant_id = $1::text)
                    OR EXISTS (SELECT FROM $.commits WHERE tenant_id = $1::text)
                    OR EXISTS (SELECT FROM $.snapshots WHERE tenant_id = $1::text)
                ON CONFLICT (tenant_id) DO UPDATE SET life = l.life + 1
                RETURNING life
                """);
        this.underWay = Sql.in(schema, """
                SELECT virtualtransaction FROM pg_catalog.pg_locks
                WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
                  AND relation IN ('$.commits'::regclass::oid, '$.snapshots'::regclass::oid) AND $1::bigint = 0
                  AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
                """);
        this.commits = Sql.in(schema, """
                WITH old AS MATERIALIZED (
                    SELECT checkpoint FROM $.commits
                    WHERE (tenant_id, checkpoint) >= ($1::text, $3::bigint + 1::bigint) AND tenant_id <= $1::text
                      AND life < $2::integer
                    ORDER BY tenant_id, checkpoint LIMIT %s
                ), gone AS (
                    DELETE FROM $.commits WHERE checkpoint = ANY (ARRAY(SELECT checkpoint FROM old))
                ), noted AS (
                    UPDATE $.store SET purged = GREATEST(purged, (SELECT pg_catalog.max(checkpoint) FROM old))
                    WHERE purged < (SELECT pg_catalog.max(checkpoint) FROM old)
                )
                SELECT pg_catalog.max(checkpoint) FROM old
                """.formatted(BATCH));
        this.snapshots = Sql.in(schema, """
                DELETE FROM $.snapshots WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM $.snapshots WHERE tenant_id = $1::text AND life < $2::integer LIMIT %s))
                """.formatted(BATCH));
    }

    Mono<Void> of(String tenantId) {
        return connections
                .reading(connection -> Connections.row(
                        connection.createStatement(next).bind(0, tenantId),
                        row -> CommitRow.value(row, 0, Integer.class)))
                .flatMap(life -> remove(tenantId, life));
    }

    /** What is there goes at once; what those may store who write now, for whatever tenant, goes when they have ended. */
    private Mono<Void> remove(String tenantId, int life) {
        Mono<Void> present = removeCommits(tenantId, life).then(removeSnapshots(tenantId, life));
        return underWay()
                .flatMap(now -> now.isEmpty()
                        ? present
                        : present.then(Mono.defer(() -> ended(now)).retryWhen(SqlStates.lockTimeoutsOn(scheduler)))
                                .then(present));
    }

    private Mono<Void> ended(List<String> before) {
        return underWay()
                .filter(now -> now.stream().anyMatch(one -> before.contains(one) || isPrepared(one)))
                .flatMap(now -> Mono.error(new R2dbcTransientResourceException(
                        "an append that began before the purge has not ended; purge again to remove what it may leave",
                        SqlStates.LOCK_NOT_AVAILABLE)));
    }

    /** One that is prepared goes on under another name. */
    private static boolean isPrepared(String transaction) {
        return transaction.startsWith("-1/");
    }

    private Mono<List<String>> underWay() {
        return connections.reading(connection ->
                Connections.rows(connection.createStatement(underWay).bind(0, 0L), row -> CommitRow.text(row, 0)));
    }

    private Mono<Void> removeCommits(String tenantId, int life) {
        return removeSomeCommits(tenantId, life, 0)
                .expand(last -> removeSomeCommits(tenantId, life, last))
                .then();
    }

    /** The checkpoint of the last that was removed, or empty. */
    private Mono<Long> removeSomeCommits(String tenantId, int life, long after) {
        return connections
                .reading(connection -> Connections.rows(
                        connection
                                .createStatement(commits)
                                .bind(0, tenantId)
                                .bind(1, life)
                                .bind(2, after),
                        row -> Optional.ofNullable(row.get(0, Long.class))))
                .flatMap(last -> Mono.justOrEmpty(last.get(0)));
    }

    private Mono<Void> removeSnapshots(String tenantId, int life) {
        return connections
                .reading(connection -> Connections.run(
                        connection.createStatement(snapshots).bind(0, tenantId).bind(1, life)))
                .repeat()
                .takeUntil(removed -> removed == 0)
                .then();
    }
}
