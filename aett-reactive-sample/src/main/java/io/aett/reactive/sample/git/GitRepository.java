package io.aett.reactive.sample.git;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.sample.model.PathText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;
import reactor.core.publisher.Flux;

/**
 * A repository, read only. Calls block on files; what is wrong with the repository is a {@link BadInputException}.
 */
public final class GitRepository implements AutoCloseable {

    static {
        SystemReader.setInstance(new NoUserConfig());
    }

    private final Repository repository;
    private final Path start;

    private GitRepository(Repository repository, Path start) {
        this.repository = repository;
        this.start = start;
    }

    /** The repository that this folder is in, whether at its root, below it, in a linked work tree or bare. */
    public static GitRepository open(Path folder) {
        Path start = folder.toAbsolutePath().normalize();
        if (!Files.isDirectory(start)) {
            throw new BadInputException(
                    Files.exists(start) ? folder + " is not a folder" : "there is no folder " + folder);
        }
        try {
            FileRepositoryBuilder builder = new FileRepositoryBuilder().setMustExist(true);
            builder.findGitDir(start.toFile());
            if (builder.getGitDir() == null) {
                throw new BadInputException("no git repository at " + start + " or above it");
            }
            GitRepository opened = new GitRepository(builder.build(), start);
            opened.requireSha1();
            return opened;
        } catch (IOException | IllegalArgumentException unreadable) {
            throw unreadable("the git repository at " + start, unreadable);
        }
    }

    private void requireSha1() {
        String format = repository.getConfig().getString("extensions", null, "objectformat");
        if (format != null && !format.equalsIgnoreCase("sha1")) {
            close();
            throw new BadInputException(
                    "the git repository at " + start + " has ids of the format " + format + ", which cannot be read");
        }
    }

    /** Where the repository is, for people. */
    public Path location() {
        File place = repository.isBare() ? repository.getDirectory() : repository.getWorkTree();
        return place.toPath().toAbsolutePath().normalize();
    }

    /** The folder it was opened by, relative to its root, ending in a slash; empty at the root. */
    public String prefix() {
        if (repository.isBare()) {
            return "";
        }
        Path root = location();
        String inside = start.startsWith(root) ? root.relativize(start).toString() : "";
        return inside.isEmpty() ? "" : inside.replace(File.separatorChar, '/') + "/";
    }

    /** The commit that HEAD is at. */
    public ObjectId head() {
        try {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null) {
                throw new BadInputException("the git repository at " + location() + " has no commits yet");
            }
            return head;
        } catch (IOException | RuntimeException unreadable) {
            throw unreadable("HEAD of the git repository at " + location(), unreadable);
        }
    }

    /** The first-parent history of HEAD. */
    public GitHistory history() {
        ObjectId head = head();
        try (RevWalk walk = new RevWalk(repository)) {
            walk.setRetainBody(false);
            List<ObjectId> commits = new ArrayList<>();
            RevCommit at = walk.parseCommit(head);
            commits.add(at.copy());
            while (at.getParentCount() > 0) {
                at = walk.parseCommit(at.getParent(0));
                commits.add(at.copy());
            }
            Collections.reverse(commits);
            boolean shallow = repository.getObjectDatabase().getShallowCommits().contains(commits.get(0));
            return new GitHistory(branch(), shallow, commits);
        } catch (IOException | RuntimeException unreadable) {
            throw unreadable("the history of the git repository at " + location(), unreadable);
        }
    }

    private String branch() throws IOException {
        Ref head = repository.exactRef(Constants.HEAD);
        return head == null || !head.isSymbolic()
                ? Constants.HEAD
                : Repository.shortenRefName(head.getTarget().getName());
    }

    /**
     * The changes of all commits of this history after {@code afterOrdinal}, read under demand, on the thread that asks. Each subscription
     * reads anew.
     */
    public Flux<GitItem> changes(GitHistory history, long afterOrdinal) {
        return Flux.generate(
                () -> new ChangeWalk(repository, history, afterOrdinal),
                (walk, sink) -> {
                    try {
                        GitItem next = walk.next();
                        if (next == null) {
                            sink.complete();
                        } else {
                            sink.next(next);
                        }
                    } catch (IOException | RuntimeException unreadable) {
                        sink.error(unreadable("git commit " + walk.at() + " of " + location(), unreadable));
                    }
                    return walk;
                },
                ChangeWalk::close);
    }

    /** All files of this commit: their paths as text, and {@code mode blob}. */
    public Map<String, String> tree(ObjectId commit) {
        try (RevWalk commits = new RevWalk(repository);
                TreeWalk files = new TreeWalk(repository)) {
            files.addTree(commits.parseCommit(commit).getTree());
            files.setRecursive(true);
            Map<String, String> tree = new TreeMap<>();
            while (files.next()) {
                tree.put(
                        PathText.of(files.getRawPath()),
                        mode(files.getRawMode(0)) + ' ' + files.getObjectId(0).name());
            }
            return tree;
        } catch (IOException | RuntimeException unreadable) {
            throw unreadable("the tree of git commit " + commit.name() + " of " + location(), unreadable);
        }
    }

    static String mode(int raw) {
        return FileMode.fromBits(raw).equals(FileMode.MISSING) ? "" : String.format("%06o", raw);
    }

    private static BadInputException unreadable(String what, Exception why) {
        return why instanceof BadInputException known
                ? known
                : new BadInputException(what + " cannot be read: " + oneLine(why), why);
    }

    private static String oneLine(Exception why) {
        String message = why.getMessage();
        return message == null ? why.getClass().getSimpleName() : message.replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        repository.close();
    }
}
