package io.aett.reactive.spi;

import org.jspecify.annotations.Nullable;

/**
 * Asks for one page.
 *
 * @param after where the page begins: only what lies behind this number (a sequence or a checkpoint); 0 for the start
 * @param maxCommits the most commits the page may hold, at least 1
 * @param maxBytes end the page after the commit whose payload reaches this sum; a page holds at least one commit
 * @param view what the first page of this read said it sees; {@code null} for the first page
 */
public record PageRequest(
        long after, int maxCommits, long maxBytes, @Nullable ReadView view) {

    /** Asks for the first page of a read. */
    public PageRequest(long after, int maxCommits, long maxBytes) {
        this(after, maxCommits, maxBytes, null);
    }
}
