package io.aett.reactive.sample.git;

import java.util.List;
import org.eclipse.jgit.lib.ObjectId;

/**
 * A first-parent history, oldest commit first.
 *
 * @param branch where HEAD is; {@code HEAD} itself when it is detached
 * @param shallow whether the repository does not have what lies before the first commit
 */
public record GitHistory(String branch, boolean shallow, List<ObjectId> commits) {

    public GitHistory {
        commits = List.copyOf(commits);
    }

    /** The number of commits, at least 1. */
    public int size() {
        return commits.size();
    }

    /** The id of the commit at this place, from 1. */
    public ObjectId commit(long ordinal) {
        return commits.get((int) ordinal - 1);
    }

    /** The first commit, which tells histories apart. */
    public ObjectId root() {
        return commits.get(0);
    }

    /** The last commit. */
    public ObjectId head() {
        return commits.get(commits.size() - 1);
    }
}
