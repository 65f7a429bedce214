package io.aett.reactive.postgres;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A row of a page of a stream or a tenant: what the page sees, the number by which it goes on, and a commit. Without a number it
 * is the one row of an empty page; without a commit it is one of a tenant that is not shown.
 *
 * @param behind the number of what follows the range of the page, or 0; a page that is not full goes on there
 */
record SeenRow(
        ReadView view,
        long behind,
        @Nullable Long key,
        @Nullable EncodedCommit commit) {

    /** The life of a tenant in a store. */
    private record Life(UUID store, int life) {}

    /** Of the rows of one page: what it sees is in each of them, and looked for in the first. */
    static Function<Readable, SeenRow> reading() {
        AtomicReference<SeenRow> first = new AtomicReference<>();
        return row -> {
            SeenRow seen = first.get();
            if (seen == null) {
                seen = head(row);
                first.set(seen);
            }
            Long key = row.get(4, Long.class);
            return new SeenRow(seen.view, seen.behind, key, key == null ? null : CommitRow.readShown(row, 5));
        };
    }

    private static SeenRow head(Readable row) {
        UUID store = row.get(0, UUID.class);
        if (store == null) {
            throw new NotInitializedException();
        }
        ReadView view = new ReadView(new Life(store, CommitRow.value(row, 1, Integer.class)), CommitRow.number(row, 2));
        return new SeenRow(view, CommitRow.number(row, 3), null, null);
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
        SeenRow first = rows.get(0);
        boolean full = PageQueries.isFull(request, looked, commits);
        boolean last = !full && first.behind == 0;
        return new Page(commits, full || last ? next : first.behind - 1, last).seenAs(first.view);
    }
}
