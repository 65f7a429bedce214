package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A row of a page: what the page sees, or a commit with the number by which the page goes on. A row that is not shown has no commit.
 *
 * @param seen in one row of each page
 */
record SeenRow<S>(@Nullable S seen, long key, @Nullable EncodedCommit commit) {

    /** So many columns tell what a page of a stream or a tenant sees, before those of a commit. */
    static final int TENANT_COLUMNS = 4;

    /** The same of a page of the global order. */
    static final int ALL_COLUMNS = 3;

    /** The life of a tenant in a store. */
    private record Life(UUID store, int life) {}

    /**
     * What a page of a stream or a tenant sees.
     *
     * @param behind the number of what follows the range of the page, or 0; a page that is not full goes on there
     */
    record Seen(ReadView view, long behind) {}

    /** A page as it was sent. */
    record Rows<S>(S seen, List<EncodedCommit> commits, int looked, long last) {

        private static <S> Rows<S> of(List<SeenRow<S>> rows) {
            List<EncodedCommit> commits = new ArrayList<>(rows.size());
            S seen = null;
            long last = 0;
            for (SeenRow<S> row : rows) {
                if (row.seen != null) {
                    seen = row.seen;
                } else {
                    last = row.key;
                }
                if (row.commit != null) {
                    commits.add(row.commit);
                }
            }
            if (seen == null) {
                throw new IllegalStateException("a page came without what it sees");
            }
            return new Rows<>(seen, commits, rows.size() - 1, last);
        }

        /** Ended by its limits; there may be more. */
        boolean isFull(PageRequest request) {
            return looked >= request.maxCommits() || CommitBatch.bytes(commits) >= request.maxBytes();
        }
    }

    static Mono<Page> ofStream(StreamKey stream, PageRequest request, Statement statement) {
        return rows(statement, TENANT_COLUMNS, SeenRow::seenOfTenant, (row, checkpoint) -> {
                    EncodedCommit commit = CommitRow.readOf(stream, row, TENANT_COLUMNS, checkpoint);
                    return new SeenRow<>(null, commit.sequence(), commit);
                })
                .map(rows -> page(request, rows));
    }

    static Mono<Page> ofTenant(PageRequest request, Statement statement) {
        return rows(
                        statement,
                        TENANT_COLUMNS,
                        SeenRow::seenOfTenant,
                        (row, checkpoint) -> shown(row, TENANT_COLUMNS, checkpoint))
                .map(rows -> page(request, rows));
    }

    static Mono<Rows<LogHead>> ofAll(Statement statement) {
        return rows(
                statement, ALL_COLUMNS, SeenRow::seenOfAll, (row, checkpoint) -> shown(row, ALL_COLUMNS, checkpoint));
    }

    private static <S> Mono<Rows<S>> rows(
            Statement statement, int first, Function<Readable, S> seen, BiFunction<Readable, Long, SeenRow<S>> commit) {
        return Connections.rows(statement, row -> {
                    Long checkpoint = row.get(first, Long.class);
                    return checkpoint == null ? new SeenRow<>(seen.apply(row), 0, null) : commit.apply(row, checkpoint);
                })
                .map(Rows::of);
    }

    private static <S> SeenRow<S> shown(Readable row, int first, long checkpoint) {
        return new SeenRow<>(null, checkpoint, CommitRow.readShown(row, first, checkpoint));
    }

    private static Seen seenOfTenant(Readable row) {
        Life life = new Life(store(row), CommitRow.value(row, 1, Integer.class));
        return new Seen(new ReadView(life, CommitRow.number(row, 2)), CommitRow.number(row, 3));
    }

    private static LogHead seenOfAll(Readable row) {
        UUID store = store(row);
        GlobalOrder.requirePrimary(row, 2);
        return new LogHead(store, CommitRow.number(row, 1));
    }

    private static UUID store(Readable row) {
        UUID store = row.get(0, UUID.class);
        if (store == null) {
            throw new NotInitializedException();
        }
        return store;
    }

    private static Page page(PageRequest request, Rows<Seen> rows) {
        Seen seen = rows.seen;
        boolean full = rows.isFull(request);
        boolean last = !full && seen.behind == 0;
        long next = rows.looked == 0 ? request.after() : rows.last;
        return new Page(rows.commits, full || last ? next : seen.behind - 1, last).seenAs(seen.view);
    }
}
