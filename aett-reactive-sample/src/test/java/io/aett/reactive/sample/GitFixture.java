package io.aett.reactive.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;

/** Writes git repositories object by object, so that they may hold whatever git's formats allow. Paths are ISO-8859-1: one char, one byte. */
final class GitFixture implements AutoCloseable {

    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final Path folder;
    final Repository repository;
    private final Map<String, Entry> files = new TreeMap<>();
    private final List<ObjectId> commits = new ArrayList<>();
    private Instant clock = START;
    private String author = "Ada";

    private record Entry(FileMode mode, ObjectId id) {}

    private GitFixture(Path folder, Repository repository) {
        this.folder = folder;
        this.repository = repository;
    }

    static GitFixture create(Path folder) {
        return create(folder, false);
    }

    static GitFixture create(Path folder, boolean bare) {
        return io(() -> {
            FileRepositoryBuilder builder = new FileRepositoryBuilder();
            Repository repository = bare
                    ? builder.setGitDir(folder.toFile()).setBare().build()
                    : builder.setWorkTree(folder.toFile()).build();
            repository.create(bare);
            GitFixture fixture = new GitFixture(folder, repository);
            fixture.branch("main");
            return fixture;
        });
    }

    GitFixture put(String path, String content) {
        return put(path, content.getBytes(StandardCharsets.UTF_8), FileMode.REGULAR_FILE);
    }

    GitFixture put(String path, byte[] content, FileMode mode) {
        files.put(path, new Entry(mode, io(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                ObjectId id = inserter.insert(Constants.OBJ_BLOB, content);
                inserter.flush();
                return id;
            }
        })));
        return this;
    }

    GitFixture submodule(String path, ObjectId at) {
        files.put(path, new Entry(FileMode.GITLINK, at));
        return this;
    }

    GitFixture delete(String path) {
        files.remove(path);
        return this;
    }

    GitFixture author(String name) {
        author = name;
        return this;
    }

    GitFixture clock(Instant next) {
        clock = next;
        return this;
    }

    /** A commit of all files after the last one, a day later. */
    ObjectId commit() {
        return commit(commits.isEmpty() ? List.of() : List.of(last()));
    }

    ObjectId commit(List<ObjectId> parents) {
        return io(() -> {
            try (ObjectInserter inserter = repository.newObjectInserter()) {
                CommitBuilder commit = new CommitBuilder();
                commit.setTreeId(tree(inserter, files));
                commit.setParentIds(parents);
                PersonIdent person = new PersonIdent(author, "a@example.org", clock, ZoneOffset.UTC);
                commit.setAuthor(person);
                commit.setCommitter(person);
                commit.setMessage("a commit\n");
                ObjectId id = inserter.insert(commit);
                inserter.flush();
                clock = clock.plusSeconds(86_400);
                commits.add(id);
                move(Constants.HEAD, id);
                return id;
            }
        });
    }

    ObjectId last() {
        return commits.get(commits.size() - 1);
    }

    List<ObjectId> commits() {
        return List.copyOf(commits);
    }

    /** Moves HEAD, or the branch that it stands at. */
    void move(String ref, ObjectId to) {
        io(() -> {
            RefUpdate update = repository.updateRef(ref);
            update.setNewObjectId(to);
            return update.forceUpdate();
        });
    }

    void detach(ObjectId to) {
        io(() -> {
            RefUpdate update = repository.updateRef(Constants.HEAD, true);
            update.setNewObjectId(to);
            return update.forceUpdate();
        });
    }

    void branch(String name) {
        io(() -> repository.updateRef(Constants.HEAD).link(Constants.R_HEADS + name));
    }

    /** Forgets everything that commits after this one did. */
    void restart(ObjectId at) {
        commits.subList(commits.indexOf(at) + 1, commits.size()).clear();
    }

    private static ObjectId tree(ObjectInserter inserter, Map<String, Entry> files) throws IOException {
        Map<String, Map<String, Entry>> folders = new HashMap<>();
        Map<String, Entry> here = new HashMap<>();
        for (Map.Entry<String, Entry> file : files.entrySet()) {
            int slash = file.getKey().indexOf('/');
            if (slash < 0) {
                here.put(file.getKey(), file.getValue());
            } else {
                folders.computeIfAbsent(file.getKey().substring(0, slash), name -> new TreeMap<>())
                        .put(file.getKey().substring(slash + 1), file.getValue());
            }
        }
        // Git sorts a folder as if its name ended in a slash.
        TreeMap<String, Entry> sorted = new TreeMap<>(here);
        for (Map.Entry<String, Map<String, Entry>> folder : folders.entrySet()) {
            sorted.put(folder.getKey() + '/', new Entry(FileMode.TREE, tree(inserter, folder.getValue())));
        }
        TreeFormatter tree = new TreeFormatter();
        for (Map.Entry<String, Entry> entry : sorted.entrySet()) {
            String name = entry.getKey();
            byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
            tree.append(
                    name.endsWith("/") ? Arrays.copyOf(bytes, bytes.length - 1) : bytes,
                    entry.getValue().mode(),
                    entry.getValue().id());
        }
        return inserter.insert(tree);
    }

    interface Io<T> {
        T run() throws IOException;
    }

    static <T> T io(Io<T> action) {
        try {
            return action.run();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
