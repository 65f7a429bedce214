package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Removes one tenant, in short steps.
 *
 * <p>First what has a successor, in batches that disturb nobody: an append needs its predecessor only, the stream's last
 * commit. Then the streams' ends. An append that began before still sees the predecessor that is taken from it, and would
 * store a commit that continues nothing. So these batches run under a table lock that waits for the appends under way and
 * holds up those that come; and since an append takes its lock on the table before its snapshot, it does not see what was
 * removed while it waited. The lock is asked for with a time-out and then again, because behind it all appends queue, and
 * one that is stuck must not stop them.
 *
 * <p>What was there at the beginning goes, and its streams with it. A stream that begins meanwhile stays.
 */
final class Purge {

    private static final int BATCH = 2000;

    private final Connections connections;
    private final Scheduler scheduler;
    private final String newest;
    private final String followed;
    private final String lock;
    private final String ends;
    private final String snapshots;

    Purge(Connections connections, String schema, Scheduler scheduler) {
        this.connections = connections;
        this.scheduler = scheduler;
        this.newest =
                "SELECT coalesce(max(checkpoint), 0) FROM $.commits WHERE tenant_id = $1".replace("$.", schema + ".");
        this.followed = """
                WITH old AS (
                    SELECT checkpoint, stream_id, commit_sequence FROM $.commits
                    WHERE tenant_id = $1 AND checkpoint > $2 AND checkpoint <= $3 ORDER BY checkpoint LIMIT %d
                ), gone AS (
                    DELETE FROM $.commits WHERE checkpoint IN (
                        SELECT checkpoint FROM old WHERE EXISTS (
                            SELECT FROM $.commits n WHERE n.tenant_id = $1 AND n.stream_id = old.stream_id
                                AND n.commit_sequence = old.commit_sequence + 1))
                )
                SELECT coalesce(max(checkpoint), $3) FROM old
                """.formatted(BATCH).replace("$.", schema + ".");
        this.lock = "SET LOCAL lock_timeout = '1s'; LOCK TABLE $.commits IN SHARE ROW EXCLUSIVE MODE"
                .replace("$.", schema + ".");
        this.ends = """
                DELETE FROM $.commits WHERE tenant_id = $1 AND stream_id IN (
                    SELECT stream_id FROM $.commits WHERE tenant_id = $1 AND checkpoint <= $2
                    ORDER BY checkpoint LIMIT %d)
                """.formatted(BATCH).replace("$.", schema + ".");
        this.snapshots = """
                DELETE FROM $.snapshots WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM $.snapshots WHERE tenant_id = $1 LIMIT %d))
                """.formatted(BATCH).replace("$.", schema + ".");
    }

    Mono<Void> of(String tenantId) {
        return connections
                .reading(connection -> Connections.row(
                        connection.createStatement(newest).bind(0, tenantId), row -> CommitRow.number(row, 0)))
                .flatMap(upTo -> removeFollowed(tenantId, upTo).then(removeEnds(tenantId, upTo)))
                .then(removeSnapshots(tenantId));
    }

    private Mono<Void> removeFollowed(String tenantId, long upTo) {
        return removeSomeFollowed(tenantId, 0, upTo)
                .expand(next -> next >= upTo ? Mono.empty() : removeSomeFollowed(tenantId, next, upTo))
                .then();
    }

    /** The checkpoint up to which was looked. */
    private Mono<Long> removeSomeFollowed(String tenantId, long after, long upTo) {
        return connections.reading(connection -> Connections.row(
                connection
                        .createStatement(followed)
                        .bind(0, tenantId)
                        .bind(1, after)
                        .bind(2, upTo),
                row -> CommitRow.number(row, 0)));
    }

    private Mono<Void> removeEnds(String tenantId, long upTo) {
        return connections
                .reading(connection -> removeSomeEnds(connection, tenantId, upTo))
                .retryWhen(SqlStates.lockTimeoutsOn(scheduler))
                .repeat()
                .takeUntil(removed -> removed == 0)
                .then();
    }

    private Mono<Long> removeSomeEnds(Connection connection, String tenantId, long upTo) {
        Mono<Long> removal = Connections.run(connection.createStatement(lock))
                .then(Connections.run(
                        connection.createStatement(ends).bind(0, tenantId).bind(1, upTo)));
        return PostgresManagement.transaction(connection, removal);
    }

    private Mono<Void> removeSnapshots(String tenantId) {
        return connections
                .reading(connection ->
                        Connections.run(connection.createStatement(snapshots).bind(0, tenantId)))
                .repeat()
                .takeUntil(removed -> removed == 0)
                .then();
    }
}
