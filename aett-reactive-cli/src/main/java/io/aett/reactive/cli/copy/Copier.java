package io.aett.reactive.cli.copy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.kit.BadInputException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Stores the commits of a source in a store: each once, with its ids, numbers, stamp and stored bytes.
 *
 * <p>It may be ended anywhere, in the midst of a request too, and begun again: commits are known by their ids, so what was stored is found,
 * and where it was is remembered in the store only after everything before is stored. One at a time they have the order of the source.
 */
public final class Copier {

    private static final int MARK_EVERY = 256;
    private static final Retry PATIENCE = Retry.backoff(6, Duration.ofMillis(200))
            .maxBackoff(Duration.ofSeconds(5))
            .filter(failure ->
                    failure instanceof StorageUnavailableException || failure instanceof CommitOutcomeUnknownException)
            .onRetryExhaustedThrow((retry, signal) -> signal.failure());

    private final Source source;
    private final EventStore target;
    private final Marks marks;
    private final int concurrency;

    /**
     * A copier.
     *
     * @param from the name of the source, the same for each run
     * @param concurrency how many commits may be under way at once; more than one keep the order of each stream only
     */
    public Copier(Source source, String from, EventStore target, int concurrency) {
        this.source = source;
        this.target = target;
        this.marks = new Marks(target.states(), from);
        this.concurrency = concurrency;
    }

    /**
     * What was done.
     *
     * @param stored commits that this run stored
     * @param found commits that were there already
     * @param place that of the last commit of the source; 0 if there is none
     */
    public record Copied(long stored, long found, long place) {

        Copied plus(Step step) {
            return new Copied(
                    stored + (step.stored() ? 1 : 0),
                    found + (step.stored() ? 0 : 1),
                    step.commit().checkpointToken());
        }
    }

    private record Step(Commit commit, boolean stored) {}

    /** Where an earlier run has come to; 0 if there was none. */
    public Mono<Long> reached() {
        return marks.reached();
    }

    /**
     * Copies all that is behind this place.
     *
     * @param progress is told the place of each commit that is stored
     */
    public Mono<Copied> run(long behind, LongConsumer progress) {
        return Flux.defer(() -> source.behind(behind))
                .flatMapSequential(this::store, concurrency, 1)
                .doOnNext(step -> progress.accept(step.commit().checkpointToken()))
                .buffer(MARK_EVERY)
                .concatMap(steps -> marked(steps).thenReturn(steps), 1)
                .concatMapIterable(steps -> steps)
                .reduce(new Copied(0, 0, behind), Copied::plus);
    }

    private Mono<Void> marked(List<Step> steps) {
        return marks.reach(steps.get(steps.size() - 1).commit().checkpointToken())
                .retryWhen(PATIENCE);
    }

    private Mono<Step> store(Commit commit) {
        return target.commits()
                .commit(commit)
                .retryWhen(PATIENCE)
                .map(stored -> new Step(same(commit, stored, true), true))
                .onErrorResume(
                        DuplicateCommitException.class,
                        found -> Mono.fromSupplier(
                                () -> new Step(same(commit, found.storedCommit(), found.sameContent()), false)))
                .onErrorMap(
                        CommitConflictException.class, taken -> notACopy(commit, "another commit in its place", taken))
                .onErrorMap(InvalidCommitException.class, refused -> refused(commit, refused));
    }

    private static Commit same(Commit commit, Commit stored, boolean content) {
        String difference = Comparison.difference(commit, stored);
        if (difference != null || !content) {
            throw notACopy(
                    commit, "one of the same id whose " + (difference == null ? "contents differ" : difference), null);
        }
        return commit;
    }

    private static BadInputException notACopy(Commit commit, String what, @Nullable Throwable cause) {
        String message = Comparison.name(commit) + " cannot be copied: the target has " + what
                + "; it is no copy of this source. Choose an empty target, or purge the tenant there";
        return cause == null ? new BadInputException(message) : new BadInputException(message, cause);
    }

    private static BadInputException refused(Commit commit, InvalidCommitException refused) {
        return new BadInputException(
                Comparison.name(commit) + " cannot be copied: " + refused.getMessage()
                        + " (aett verify shows whether the source lacks something; --again begins at the beginning)",
                refused);
    }
}
