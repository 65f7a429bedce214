package io.aett.reactive.spi;

import java.util.List;

/**
 * One page of the global order.
 *
 * @param head the head of the order, read <em>before</em> the commits
 * @param commits in checkpoint order, without a gap that could ever be filled
 * @param settled the fence: every commit with a checkpoint above the request's {@code after} and up to this number is
 *     in this page, and none will ever appear there later. Where the next page begins. Never below {@code after}
 */
public record LogPage(LogHead head, List<EncodedCommit> commits, long settled) {
    public LogPage {
        commits = List.copyOf(commits);
    }
}
