package io.aett.reactive.spi;

/**
 * What one append may carry, and one snapshot.
 *
 * @param batchCommits the most commits in one batch
 * @param batchBytes the most payload bytes in one batch; a single commit may exceed it
 * @param commitBytes the largest payload of one commit; larger ones are refused before any I/O
 * @param snapshotBytes the largest payload of one snapshot; larger ones are refused before any I/O
 * @param concurrentAppends how many appends may be under way at once, each of other streams
 * @param worthwhileAppend how many commits that wait or are under way are worth an append, so that the second is begun with twice as
 *     many, or when the first takes long: 1 where appends go their way without each other, more where they wait for one another, as
 *     where the server flushes a log for each. There a few commits that go together are stored sooner than the same apart
 */
public record StorageLimits(
        int batchCommits,
        long batchBytes,
        long commitBytes,
        long snapshotBytes,
        int concurrentAppends,
        int worthwhileAppend) {
    public StorageLimits {
        if (batchCommits < 1
                || batchBytes < 1
                || commitBytes < 1
                || snapshotBytes < 1
                || concurrentAppends < 1
                || worthwhileAppend < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** Limits of a backend whose appends go their way without each other. */
    public StorageLimits(
            int batchCommits, long batchBytes, long commitBytes, long snapshotBytes, int concurrentAppends) {
        this(batchCommits, batchBytes, commitBytes, snapshotBytes, concurrentAppends, 1);
    }
}
