package io.aett.reactive.sample.git;

import java.time.Instant;

/** One step through a history: the changes of a commit, in the order of their paths, and then the end of the commit. */
public sealed interface GitItem {

    /** The commit. */
    GitCommit commit();

    /**
     * One file of a commit, compared with the commit's first parent.
     *
     * @param path as text, see {@link io.aett.reactive.sample.model.PathText}
     * @param kind what happened
     * @param blob the new content; empty when deleted
     * @param mode the new mode; empty when deleted
     * @param lines what came and went
     */
    record Change(GitCommit commit, String path, Kind kind, String blob, String mode, LineCount lines)
            implements GitItem {}

    /**
     * All changes of the commit came before.
     *
     * @param changes their number
     */
    record End(GitCommit commit, int changes) implements GitItem {}

    /** What can happen to a file. A renamed file is deleted under one name and added under another. */
    enum Kind {
        ADDED,
        MODIFIED,
        DELETED
    }

    /**
     * A commit.
     *
     * @param id in hexadecimal
     * @param ordinal its place in the history, from 1
     * @param time when it was committed
     */
    record GitCommit(String id, long ordinal, String author, Instant time) {}

    /** Lines that came and lines that went. */
    record LineCount(int added, int removed) {

        static final LineCount NONE = new LineCount(0, 0);
    }
}
