package io.aett.reactive.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a finite read.
 *
 * @param commits in order; may be empty although more follow
 * @param next the {@link PageRequest#after()} of the following page
 * @param last nothing follows
 * @param view what this page sees; the engine compares the lives of a read's pages, and refuses a page without a view
 */
public record Page(
        List<EncodedCommit> commits,
        long next,
        boolean last,
        @Nullable ReadView view) {
    public Page {
        commits = List.copyOf(commits);
    }

    /** To be completed by {@link #seenAs}. */
    public Page(List<EncodedCommit> commits, long next, boolean last) {
        this(commits, next, last, null);
    }

    /** This page, of this view. */
    public Page seenAs(ReadView seen) {
        return new Page(commits, next, last, seen);
    }

    /**
     * The page to return for {@code commits} read with a limit, to be completed by {@link #seenAs}; {@code more} tells whether others may
     * follow.
     */
    public static Page bySequence(PageRequest request, List<EncodedCommit> commits, boolean more) {
        return new Page(
                commits,
                commits.isEmpty()
                        ? request.after()
                        : commits.get(commits.size() - 1).sequence(),
                !more);
    }

    /** As {@link #bySequence}, for reads that go by checkpoint. */
    public static Page byCheckpoint(PageRequest request, List<EncodedCommit> commits, boolean more) {
        return new Page(
                commits,
                commits.isEmpty()
                        ? request.after()
                        : commits.get(commits.size() - 1).checkpoint(),
                !more);
    }
}
