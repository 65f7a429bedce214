package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A row of a page of a stream or a tenant: what the page sees, the number by which it goes on, and a commit. Without a number it
 * is the one row of an empty page; without a commit it is one of a tenant that is not shown.
 */
record SeenRow(Seen seen, @Nullable Long key, @Nullable EncodedCommit commit) {

    /** The life of a tenant in a store. */
    private record Life(UUID store, int life) {}

    /**
     * What is the same in all rows of a page.
     *
     * @param behind the number of what follows the range of the page, or 0; a page that is not full goes on there
     */
    record Seen(ReadView view, long behind) {}

    static Mono<List<SeenRow>> all(Statement statement) {
        return Connections.rows(statement, SeenRow::seen, SeenRow::read);
    }

    private static Seen seen(Readable row) {
        UUID store = row.get(0, UUID.class);
        if (store == null) {
            throw new NotInitializedException();
        }
        Life life = new Life(store, CommitRow.value(row, 1, Integer.class));
        return new Seen(new ReadView(life, CommitRow.number(row, 2)), CommitRow.number(row, 3));
    }

    private static SeenRow read(Seen seen, Readable row) {
        Long key = row.get(4, Long.class);
        return new SeenRow(seen, key, key == null ? null : CommitRow.readShown(row, 5));
    }

    static Page page(PageRequest request, List<SeenRow> rows) {
        List<EncodedCommit> commits = new ArrayList<>(rows.size());
        long next = request.after();
        int looked = 0;
        for (SeenRow row : rows) {
            if (row.key != null) {
                next = row.key;
                looked++;
            }
            if (row.commit != null) {
                commits.add(row.commit);
            }
        }
        Seen seen = rows.get(0).seen;
        boolean full = PageQueries.isFull(request, looked, commits);
        boolean last = !full && seen.behind == 0;
        return new Page(commits, full || last ? next : seen.behind - 1, last).seenAs(seen.view);
    }
}
