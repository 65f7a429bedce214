package io.aett.reactive.postgres;

import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reads the global order up to the fence ({@link PostgresCommitLog} has the proof).
 *
 * <p>A fence once found holds for ever, so all readers of a process share the last one: a reader behind it takes its page at
 * once; one that has reached it looks for the next. Each page says which store it was read from and how far that store has
 * come, so that a fence of a store that was dropped, or restored from a backup, is noticed and forgotten.
 *
 * <p>Each statement has a parameter, if only the 0: one without is not prepared by the driver, and planned each time.
 */
final class GlobalOrder {

    private record Fence(LogHead head, long settled) {}

    private final Connections connections;
    private final PageQueries pages;
    private final String head;
    private final String fence;
    private final AtomicReference<@Nullable Fence> known = new AtomicReference<>();

    GlobalOrder(Connections connections, PageQueries pages, String schema) {
        this.connections = connections;
        this.pages = pages;
        this.head = Sql.in(schema, """
                SELECT store_id, GREATEST(purged, (SELECT pg_catalog.max(checkpoint) FROM $.commits), $1::bigint) FROM $.store
                """);
        this.fence = Sql.in(schema, """
                SELECT store_id, GREATEST(purged, (SELECT pg_catalog.max(checkpoint) FROM $.commits), $1::bigint), (
                    SELECT pg_catalog.min((classid::bigint & 65535::bigint) << 32 | objid::bigint) FROM pg_catalog.pg_locks
                    WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND objsubid = 1
                      AND classid::bigint >> 16 = '$.commits'::regclass::oid::bigint & 65535::bigint
                      AND database = (
                          SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())),
                    pg_catalog.pg_is_in_recovery()
                FROM $.store
                """);
    }

    Mono<LogHead> head() {
        return connections
                .reading(connection ->
                        Connections.row(Connections.again(connection, head).bind(0, 0L), GlobalOrder::readHead))
                .switchIfEmpty(Mono.error(NotInitializedException::new));
    }

    Mono<LogPage> read(PageRequest request) {
        return Mono.defer(() -> {
            Fence last = known.get();
            return connections.reading(connection -> last != null && last.settled > request.after()
                    ? page(connection, last, request)
                    : freshPage(connection, request));
        });
    }

    /** Two statements, one after the other: the second must see what the first one's fence says. */
    private Mono<LogPage> freshPage(Connection connection, PageRequest request) {
        return fence(connection)
                .flatMap(fence -> fence.settled > request.after()
                        ? page(connection, fence, request)
                        : Mono.just(new LogPage(fence.head, List.of(), request.after())));
    }

    private Mono<Fence> fence(Connection connection) {
        return Connections.row(Connections.again(connection, fence).bind(0, 0L), GlobalOrder::readFence)
                .switchIfEmpty(Mono.error(NotInitializedException::new))
                .doOnNext(known::set);
    }

    private Mono<LogPage> page(Connection connection, Fence fence, PageRequest request) {
        return SeenRow.ofAll(pages.ofAll(connection, fence.settled, request)).flatMap(page -> {
            if (!sameHistory(fence, page.seen())) {
                known.set(null);
                return freshPage(connection, request);
            }
            return Mono.just(
                    new LogPage(page.seen(), page.commits(), page.isFull(request) ? page.last() : fence.settled));
        });
    }

    /** A store that has not come as far as its fence was set back. */
    private static boolean sameHistory(Fence fence, LogHead seen) {
        return seen.storeId().equals(fence.head.storeId()) && seen.last() >= fence.settled;
    }

    private static LogHead readHead(Readable row) {
        return new LogHead(CommitRow.value(row, 0, UUID.class), CommitRow.number(row, 1));
    }

    private static Fence readFence(Readable row) {
        requirePrimary(row, 3);
        LogHead head = readHead(row);
        Long lowestTag = row.get(2, Long.class);
        return new Fence(head, lowestTag == null ? head.last() : Math.min(head.last(), lowestTag));
    }

    /** A standby sees no locks of the primary's writers, and commits in the order in which they were flushed. */
    static void requirePrimary(Readable row, int column) {
        if (CommitRow.value(row, column, Boolean.class)) {
            throw new StandbyException();
        }
    }
}
