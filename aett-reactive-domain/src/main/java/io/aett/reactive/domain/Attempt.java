package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;

/** One commit, sent again as it is until it is known whether it is stored. */
final class Attempt {

    private final Commit commit;
    private int timesSent;

    Attempt(Commit commit) {
        this.commit = commit;
    }

    Commit commit() {
        return commit;
    }

    boolean wasSent() {
        return timesSent > 0;
    }

    Commit send() {
        timesSent++;
        return commit;
    }

    /**
     * A commit found under the id is this one only if this one was sent before, and what is stored is what was sent. Where the store did
     * not compare, the equality of events and headers decides.
     */
    boolean isOwn(DuplicateCommitException found) {
        Commit stored = found.storedCommit();
        return timesSent > 1
                && commit.commitId().equals(stored.commitId())
                && commit.commitSequence() == stored.commitSequence()
                && commit.streamRevision() == stored.streamRevision()
                && (found.sameContent()
                        || (commit.events().equals(stored.events())
                                && commit.headers().equals(stored.headers())));
    }

    /** Whether it is certain that the commit is not stored and will not be: one sent before may be, whatever the repetition says. */
    boolean decidedBy(Throwable failure) {
        return failure instanceof CommitConflictException
                || failure instanceof DuplicateCommitException
                || failure instanceof InvalidCommitException
                || (timesSent == 1
                        && (failure instanceof StorageUnavailableException || failure instanceof StorageException));
    }
}
