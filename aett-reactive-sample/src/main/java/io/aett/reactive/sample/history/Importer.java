package io.aett.reactive.sample.history;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.git.GitItem;
import io.aett.reactive.sample.git.GitRepository;
import io.aett.reactive.sample.history.FileWriter.Stamped;
import io.aett.reactive.sample.history.ImportLog.Mark;
import io.aett.reactive.sample.model.GitCommitImported;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Imports a history in batches of a bounded number of changes, from where the last import ended.
 *
 * <p>Within a batch the files are written side by side, so that the store can group their commits, and each file's changes one after the
 * other. Only when all are stored the import log says so. What an interruption leaves between these two is written again by the next
 * import, and found to be stored.
 */
public final class Importer {

    private static final int BATCH = 1024;
    private static final int FILES_AT_ONCE = 64;

    private final Tenant tenant;
    private final ImportLog log;

    /** Imports into this tenant. */
    public Importer(Tenant tenant) {
        this.tenant = tenant;
        this.log = new ImportLog(tenant);
    }

    /**
     * What an import did.
     *
     * @param before git commits that were imported already
     * @param imported git commits that are imported now
     * @param changes their changes that were new to the store
     */
    public record Result(long before, long imported, long changes) {

        private Result plus(Result batch) {
            return new Result(before, imported + batch.imported, changes + batch.changes);
        }
    }

    /**
     * Imports what is missing of this history. A history that does not continue the one imported is a {@link BadInputException}.
     *
     * @param progress is told how many git commits each batch completed
     */
    public Mono<Result> run(GitRepository repository, GitHistory history, IntConsumer progress) {
        return log.mark()
                .flatMap(mark -> check(mark, history).then(Mono.defer(() -> {
                    Cursor cursor = new Cursor(mark.last().stamp());
                    return repository
                            .changes(history, Math.min(mark.ordinal(), history.size()))
                            .subscribeOn(Schedulers.boundedElastic())
                            .publishOn(Schedulers.parallel(), BATCH)
                            .buffer(BATCH)
                            .concatMap(items -> write(cursor.stamp(items), progress), 1)
                            .reduce(new Result(mark.ordinal(), 0, 0), Result::plus);
                })));
    }

    /** HEAD must be among the git commits imported, or come after them. */
    private Mono<Void> check(Mark mark, GitHistory history) {
        long common = Math.min(mark.ordinal(), history.size());
        return common == 0
                ? Mono.empty()
                : log.at(common)
                        .filter(then -> then.last()
                                .origin()
                                .commit()
                                .equals(history.commit(common).name()))
                        .switchIfEmpty(Mono.error(() -> new BadInputException("git commit " + common
                                + " of " + history.branch()
                                + " is not the one that was imported: the history was rewritten;"
                                + " import it anew with --fresh")))
                        .then();
    }

    private Mono<Result> write(Batch batch, IntConsumer progress) {
        return Flux.fromIterable(batch.byFile())
                .flatMap(changes -> FileWriter.write(tenant, changes), FILES_AT_ONCE)
                .reduce(0, Integer::sum)
                .flatMap(written -> log.append(batch.completed())
                        .thenReturn(new Result(0, batch.completed().size(), written)))
                .doOnNext(done -> progress.accept((int) done.imported()));
    }

    /** Changes by file, and the git commits that end in this batch. */
    private record Batch(Collection<List<Stamped>> byFile, List<GitCommitImported> completed) {}

    /** Carries the stamp from batch to batch; one import's own. */
    private static final class Cursor {

        private Instant present;
        private long ordinal;

        Cursor(Instant last) {
            this.present = last;
        }

        Batch stamp(List<GitItem> items) {
            Map<String, List<Stamped>> byFile = new LinkedHashMap<>();
            List<GitCommitImported> completed = new ArrayList<>();
            for (GitItem item : items) {
                Instant stamp = stamp(item.commit());
                if (item instanceof GitItem.Change change) {
                    byFile.computeIfAbsent(change.path(), path -> new ArrayList<>())
                            .add(new Stamped(change, stamp));
                } else if (item instanceof GitItem.End end) {
                    completed.add(new GitCommitImported(FileWriter.origin(end.commit()), stamp, end.changes()));
                }
            }
            return new Batch(byFile.values(), completed);
        }

        private Instant stamp(GitItem.GitCommit commit) {
            if (commit.ordinal() != ordinal) {
                ordinal = commit.ordinal();
                present = Stamps.next(present, commit.time());
            }
            return present;
        }
    }
}
