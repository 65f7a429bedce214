package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One stream: its commits, the one with sequence n at n - 1, and where each commit id is. One writer at a time. */
final class MemoryStream {

    /** Up to so many commits are looked through, which is quicker and smaller than an index. */
    private static final int INDEXED_FROM = 8;

    final CommitList commits = new CommitList();
    private volatile @Nullable ConcurrentHashMap<UUID, EncodedCommit> byId;

    /** Only the writer. */
    void add(EncodedCommit commit) {
        ConcurrentHashMap<UUID, EncodedCommit> index = byId;
        if (index == null && commits.size() == INDEXED_FROM) {
            index = new ConcurrentHashMap<>(INDEXED_FROM * 4);
            for (int i = 0; i < INDEXED_FROM; i++) {
                index.put(commits.get(i).commitId(), commits.get(i));
            }
            byId = index;
        }
        if (index != null) {
            index.put(commit.commitId(), commit);
        }
        commits.add(commit);
    }

    /** The commit with this id, visible or not. */
    @Nullable
    EncodedCommit find(UUID commitId) {
        int size = commits.size();
        ConcurrentHashMap<UUID, EncodedCommit> index = byId;
        if (index != null) {
            return index.get(commitId);
        }
        for (int i = 0; i < size; i++) {
            EncodedCommit commit = commits.get(i);
            if (commit.commitId().equals(commitId)) {
                return commit;
            }
        }
        return null;
    }

    /** The last commit, visible or not. */
    @Nullable
    EncodedCommit last() {
        int size = commits.size();
        return size == 0 ? null : commits.get(size - 1);
    }
}
