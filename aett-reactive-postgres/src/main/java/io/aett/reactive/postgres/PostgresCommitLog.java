package io.aett.reactive.postgres;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The commits in a table, one row each, numbered by a sequence.
 *
 * <p><b>The order and its fence.</b> Numbers of a sequence are taken in one order and become visible in another: whoever
 * remembers the highest number it has seen misses what was taken before and committed after. So a writer takes, in the same
 * statement and before its numbers, a shared advisory lock whose key holds the sequence's last number, its <em>tag</em>, and
 * with it the table's own id. The lock is shared, so nobody waits; it goes when the transaction ends, however it ends. A
 * reader asks, in one statement, for the highest number it can see, M, and for the lowest tag that is held, L. In a later
 * statement, so with a later snapshot, it reads the rows up to F = min(M, L).
 *
 * <p>No commit with a number p &lt;= F appears after that. For M is visible, so M was taken before that first statement's
 * snapshot, and p, not greater, was taken no later than M; p's writer had its lock by then, with a tag below p. Had it held
 * the lock still when the locks were read, L would be below p, and F too. So the lock had been released; PostgreSQL makes a
 * transaction visible before it releases its locks, and so the later statement sees p, or p was rolled back. (Reading locks
 * and rows in one statement has only one snapshot, taken before the locks are read, and loses commits.) Prepared
 * transactions keep their locks, also across a restart.
 *
 * <p><b>Why M and not the sequence's last value?</b> That would do for the proof above, and would even count the numbers of
 * what was rolled back. But a sequence's advance is only sure to survive a crash when a commit behind it has been flushed:
 * after a crash the numbers of rolled back transactions may be given out again, and a reader that had passed them would miss
 * their commits. A number up to M is covered by M's own flush.
 *
 * <p><b>After a purge</b> M is the highest number that was removed, if that is higher; it had been visible before.
 *
 * <p><b>Lives.</b> A row belongs to the life that its tenant was in when the row's append looked; a purge begins the next one, and
 * removes rows of earlier ones only after that has been committed. Every statement takes the present life and rows of that life
 * from one snapshot. So a snapshot has all of a life's commits or, of another life, none of them: streams are whole or empty.
 *
 * <p><b>Uniqueness</b> of (stream, life, sequence) and (stream, life, commit id) is the two unique indexes' affair; that the
 * predecessor is there is checked in the inserting statement, and a predecessor in the present life never goes. All this asks
 * for {@code READ COMMITTED}, the default.
 *
 * <p><b>Pages</b> are statements of their own, bounded in rows and bytes, that go on behind a key; between them nothing is
 * held. All of them are ranges of an index in its own order.
 */
final class PostgresCommitLog implements CommitLog {

    private final Connections connections;
    private final Appender appender;
    private final GlobalOrder order;
    private final PageQueries pages;
    private final @Nullable WakeUps wakeUps;
    private final String head;
    private final String find;

    PostgresCommitLog(Connections connections, String schema, @Nullable WakeUps wakeUps) {
        this.connections = connections;
        this.appender = new Appender(connections, schema);
        this.pages = new PageQueries(schema);
        this.order = new GlobalOrder(connections, pages, schema);
        this.wakeUps = wakeUps;
        String ofStream = Sql.in(
                schema,
                " FROM $.commits WHERE tenant_id = $1::text AND stream_id = $2::text AND life = "
                        + Sql.lifeOf("$1::text"));
        this.head = "SELECT commit_sequence, stream_revision, commit_stamp" + ofStream
                + " ORDER BY commit_sequence DESC LIMIT 1";
        this.find = "SELECT " + CommitRow.COLUMNS + ofStream + " AND commit_id = $3::uuid";
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        Mono<List<AppendResult>> appended = appender.append(batch);
        return wakeUps == null ? appended : appended.doOnNext(wakeUps::announce);
    }

    @Override
    public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
        return connections.reading(connection -> SeenRow.ofStream(
                stream, request, pages.ofStream(connection, stream, minRevision, maxRevision, request)));
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        return connections.reading(
                connection -> SeenRow.ofTenant(request, pages.ofTenant(connection, tenantId, maxStamp, request)));
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return order.read(request);
    }

    @Override
    public Mono<StoredHead> head(StreamKey stream) {
        return connections.reading(connection -> Connections.row(
                connection.createStatement(head).bind(0, stream.tenantId()).bind(1, stream.streamId()),
                row -> new StoredHead(
                        CommitRow.number(row, 0),
                        CommitRow.number(row, 1),
                        CommitRow.instant(CommitRow.number(row, 2)))));
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey stream, UUID commitId) {
        return connections.reading(connection -> Connections.row(
                connection
                        .createStatement(find)
                        .bind(0, stream.tenantId())
                        .bind(1, stream.streamId())
                        .bind(2, commitId),
                row -> CommitRow.read(row, 0)));
    }

    @Override
    public Mono<LogHead> head() {
        return order.head();
    }

    @Override
    public @Nullable Flux<Long> wakeUps() {
        return wakeUps == null ? null : wakeUps.listen();
    }
}
