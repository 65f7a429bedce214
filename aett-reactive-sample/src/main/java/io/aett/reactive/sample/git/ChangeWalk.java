package io.aett.reactive.sample.git;

import io.aett.reactive.sample.git.GitItem.GitCommit;
import io.aett.reactive.sample.model.PathText;
import java.io.IOException;
import java.time.Instant;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/** Goes through the changes of a history, commit by commit, holding no more than one of them. */
final class ChangeWalk {

    private static final int BEFORE = 0;
    private static final int AFTER = 1;

    private final ObjectReader reader;
    private final GitHistory history;
    private final LineCounter lines;
    private long ordinal;
    private @Nullable GitCommit commit;
    private @Nullable TreeWalk files;
    private int changes;

    ChangeWalk(Repository repository, GitHistory history, long afterOrdinal) {
        this.reader = repository.newObjectReader();
        this.history = history;
        this.lines = new LineCounter(reader);
        this.ordinal = afterOrdinal;
    }

    /** The commit that is being read, for messages. */
    String at() {
        return ordinal == 0 ? "1" : history.commit(ordinal).name();
    }

    /** The next item, or null at the end of the history. */
    @Nullable
    GitItem next() throws IOException {
        GitCommit present = commit;
        TreeWalk walk = files;
        if (present == null || walk == null) {
            if (ordinal == history.size()) {
                return null;
            }
            ordinal++;
            walk = new TreeWalk(reader);
            present = begin(walk);
            files = walk;
            commit = present;
            changes = 0;
        }
        if (walk.next()) {
            changes++;
            return change(present, walk);
        }
        commit = null;
        return new GitItem.End(present, changes);
    }

    private GitCommit begin(TreeWalk walk) throws IOException {
        try (RevWalk commits = new RevWalk(reader)) {
            RevCommit now = commits.parseCommit(history.commit(ordinal));
            if (ordinal == 1) {
                walk.addTree(new EmptyTreeIterator());
            } else {
                walk.addTree(commits.parseCommit(history.commit(ordinal - 1)).getTree());
            }
            walk.addTree(now.getTree());
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            return new GitCommit(now.name(), ordinal, author(now), time(now));
        }
    }

    private GitItem.Change change(GitCommit present, TreeWalk walk) throws IOException {
        String path = PathText.of(walk.getRawPath());
        int oldMode = walk.getRawMode(BEFORE);
        int newMode = walk.getRawMode(AFTER);
        ObjectId oldId = walk.getObjectId(BEFORE);
        ObjectId newId = walk.getObjectId(AFTER);
        GitItem.LineCount count = lines.count(content(oldMode, oldId), content(newMode, newId));
        if (newMode == 0) {
            return new GitItem.Change(present, path, GitItem.Kind.DELETED, "", "", count);
        }
        GitItem.Kind kind = oldMode == 0 ? GitItem.Kind.ADDED : GitItem.Kind.MODIFIED;
        return new GitItem.Change(present, path, kind, newId.name(), GitRepository.mode(newMode), count);
    }

    /** What has lines: files and symbolic links, not submodules and not what is absent. */
    private static @Nullable ObjectId content(int mode, ObjectId id) {
        return mode == 0 || FileMode.GITLINK.equals(mode) ? null : id;
    }

    private static String author(RevCommit commit) {
        PersonIdent author = commit.getAuthorIdent();
        return author == null || author.getName().isBlank() ? "unknown" : author.getName();
    }

    private static Instant time(RevCommit commit) {
        PersonIdent committer = commit.getCommitterIdent();
        return committer == null ? Instant.EPOCH : committer.getWhenAsInstant();
    }

    void close() {
        reader.close();
    }
}
