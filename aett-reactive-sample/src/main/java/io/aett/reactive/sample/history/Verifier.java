package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.git.GitRepository;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.GitCommitImported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Compares trees rebuilt from events with git's own: for HEAD, and for some commits spread over the history.
 *
 * <p>One pass over the tenant's commits does for all trees. Changes of several git commits may be stored in any order, file by file; so they
 * wait here until the import log says that a git commit is complete, and then count in the order of the history.
 */
public final class Verifier {

    /** How many commits are looked at besides HEAD. */
    public static final int SPREAD = 20;

    private final Tenant tenant;

    /** Verifies what this tenant has. */
    public Verifier(Tenant tenant) {
        this.tenant = tenant;
    }

    /**
     * What was found.
     *
     * @param trees how many were compared
     * @param files how many files they have
     * @param differences one line for each file that differs
     */
    public record Result(int trees, long files, List<String> differences) {

        public Result {
            differences = List.copyOf(differences);
        }

        /** Whether there is no difference. */
        public boolean equal() {
            return differences.isEmpty();
        }
    }

    /**
     * Compares. A history whose HEAD is not imported is a {@link BadInputException}.
     *
     * @param progress is told the ordinal of each git commit whose tree was rebuilt
     */
    public Mono<Result> run(GitRepository repository, GitHistory history, LongConsumer progress) {
        return new ImportLog(tenant)
                .at(history.size())
                .filter(mark ->
                        mark.last().origin().commit().equals(history.head().name()))
                .switchIfEmpty(Mono.error(() -> new BadInputException("git commit "
                        + history.head().abbreviate(10).name() + ", where " + history.branch()
                        + " is, is not imported yet: import it first")))
                .flatMap(mark -> tenant.store()
                        .commits()
                        .getAllTo(tenant.id(), Instant.MAX)
                        .publishOn(Schedulers.boundedElastic())
                        .reduceWith(() -> new Replay(repository, history, progress), Replay::add)
                        .map(Replay::done));
    }

    /** HEAD, and commits at equal distances from the first on. */
    static NavigableSet<Long> targets(long size) {
        NavigableSet<Long> targets = new TreeSet<>();
        targets.add(size);
        for (int i = 0; i < SPREAD; i++) {
            targets.add(1 + i * (size - 1) / SPREAD);
        }
        return targets;
    }

    /** One pass. */
    private static final class Replay {

        private final GitRepository repository;
        private final GitHistory history;
        private final LongConsumer progress;
        private final NavigableSet<Long> targets;
        private final int trees;
        private final TreeMap<Long, List<FileEvent.Changed>> waiting = new TreeMap<>();
        private final Map<String, String> files = new TreeMap<>();
        private final List<String> differences = new ArrayList<>();
        private long compared;

        Replay(GitRepository repository, GitHistory history, LongConsumer progress) {
            this.repository = repository;
            this.history = history;
            this.progress = progress;
            this.targets = targets(history.size());
            this.trees = targets.size();
        }

        Replay add(Commit commit) {
            for (EventMessage event : commit.events()) {
                if (event.body() instanceof FileEvent.Changed change) {
                    waiting.computeIfAbsent(change.origin().ordinal(), ordinal -> new ArrayList<>())
                            .add(change);
                } else if (event.body() instanceof GitCommitImported imported) {
                    complete(imported.origin().ordinal());
                }
            }
            return this;
        }

        private void complete(long ordinal) {
            List<FileEvent.Changed> changes = waiting.remove(ordinal);
            if (changes != null) {
                changes.forEach(change -> Trees.apply(files, change));
            }
            progress.accept(ordinal);
            if (targets.remove(ordinal)) {
                compare(ordinal);
            }
        }

        private void compare(long ordinal) {
            Map<String, String> expected = repository.tree(history.commit(ordinal));
            compared += expected.size();
            String commit = history.commit(ordinal).abbreviate(10).name();
            Stream.concat(expected.keySet().stream(), files.keySet().stream())
                    .distinct()
                    .filter(path -> !Objects.equals(expected.get(path), files.get(path)))
                    .forEach(path -> differences.add("at " + commit + ": " + path + ": git has "
                            + Objects.requireNonNullElse(expected.get(path), "nothing") + ", the events have "
                            + Objects.requireNonNullElse(files.get(path), "nothing")));
        }

        Result done() {
            targets.forEach(ordinal -> differences.add(
                    "at " + history.commit(ordinal).abbreviate(10).name() + ": this git commit was never completed"));
            waiting.headMap((long) history.size(), true)
                    .values()
                    .forEach(late -> late.forEach(change -> differences.add("at "
                            + change.origin().commit() + ": " + change.path()
                            + ": stored after this git commit was complete")));
            return new Result(trees, compared, differences);
        }
    }
}
