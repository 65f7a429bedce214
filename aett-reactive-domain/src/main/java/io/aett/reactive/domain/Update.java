package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.UnexpectedVersionException;
import io.aett.reactive.domain.Updater.Again;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * One subscription's state from attempt to attempt.
 *
 * <p>Whether a given commit id is stored is decided after loading: what was loaded then lacks that commit for certain, so the change
 * never decides on a state that it has made itself. It costs no request unless a snapshot was used, since a replay sees every id.
 */
final class Update<T, R> {

    private final String tenantId;
    private final String id;
    private final CommitStore commits;
    private final UpdateOptions options;
    private final Updater.Keeping<T> keeping;
    private final Function<? super T, ? extends R> change;
    private @Nullable Updated<T, R> undecided;
    private @Nullable CommitOutcomeUnknownException unknown;

    Update(
            String tenantId,
            String id,
            CommitStore commits,
            UpdateOptions options,
            Updater.Keeping<T> keeping,
            Function<? super T, ? extends R> change) {
        this.tenantId = tenantId;
        this.id = id;
        this.commits = commits;
        this.options = options;
        this.keeping = keeping;
        this.change = change;
    }

    Mono<Updated<T, R>> attempt() {
        Updated<T, R> same = undecided;
        if (same != null) {
            return store(same);
        }
        UUID commitId = options.commitId().orElse(null);
        Mono<T> load = keeping.load(commitId);
        return commitId == null
                ? load.flatMap(this::change)
                : load.flatMap(fresh -> find(fresh, commitId)
                        .flatMap(stored -> repeated(fresh, stored))
                        .switchIfEmpty(Mono.defer(() -> change(fresh))));
    }

    private Mono<Commit> find(T fresh, UUID commitId) {
        Changes changes = keeping.changes(fresh);
        Commit met = changes.met();
        if (met != null) {
            return Mono.just(met);
        }
        return changes.snapshotVersion() == 0 ? Mono.empty() : commits.find(tenantId, id, commitId);
    }

    /** With the instance at hand if it has the commit, else with one that is loaded now. */
    private Mono<Updated<T, R>> repeated(T fresh, Commit stored) {
        Mono<T> head = stored.commitSequence() <= keeping.changes(fresh).commitSequence()
                ? Mono.just(fresh)
                : keeping.load(null);
        return head.map(instance -> new Updated<>(instance, stored, true, null));
    }

    /** Reactor throws these two errors into the thread instead of signalling them, and the turn would never end. */
    private Mono<Updated<T, R>> change(T fresh) {
        Changes changes = keeping.changes(fresh);
        OptionalLong expected = options.expectedVersion();
        if (expected.isPresent() && expected.getAsLong() != changes.version()) {
            return Mono.error(unexpected(changes.commitSequence(), changes.version()));
        }
        R result;
        try {
            result = change.apply(fresh);
        } catch (LinkageError | StackOverflowError error) {
            throw new IllegalStateException(
                    "the change failed on a " + fresh.getClass().getName(), error);
        }
        if (result instanceof Publisher<?>) {
            return Mono.error(new IllegalStateException(
                    "the change of " + fresh.getClass().getName() + " " + id
                            + " returned a " + result.getClass().getName()
                            + ", to which nobody would subscribe, and nothing was"
                            + " stored: do not return a publisher from a change. Ask for what the change needs before the update,"
                            + " and flatMap the update's result to what comes after it"));
        }
        return store(new Updated<>(fresh, null, false, result));
    }

    private Mono<Updated<T, R>> store(Updated<T, R> changed) {
        return keeping.save(changed.aggregate(), options)
                .map(stored -> new Updated<>(changed.aggregate(), stored, false, changed.result()))
                .defaultIfEmpty(changed)
                .onErrorResume(failure -> failure instanceof DuplicateCommitException found && isRepetition(found)
                        ? keeping.load(null).map(head -> new Updated<T, R>(head, found.storedCommit(), true, null))
                        : Mono.error(judge(changed, failure)));
    }

    private boolean isRepetition(DuplicateCommitException found) {
        return found.storedCommit().commitId().equals(options.commitId().orElse(null));
    }

    /** After an unknown outcome only an answer about the commit itself can settle it, not a failure to ask. */
    private Throwable judge(Updated<T, R> changed, Throwable failure) {
        if (failure instanceof NonConflictingCommitException lost) {
            undecided = null;
            unknown = null;
            return options.expectedVersion().isPresent()
                    ? unexpected(lost.headSequence(), lost.headRevision())
                    : new Again(lost);
        }
        if (failure instanceof CommitOutcomeUnknownException outcome) {
            undecided = changed;
            unknown = outcome;
            return new Again(outcome);
        }
        CommitOutcomeUnknownException open = unknown;
        if (open != null && failure instanceof StorageUnavailableException) {
            open.addSuppressed(failure);
            return new Again(open);
        }
        if (open != null && failure instanceof StorageException) {
            open.addSuppressed(failure);
            return open;
        }
        return failure;
    }

    private UnexpectedVersionException unexpected(long headSequence, long headRevision) {
        return new UnexpectedVersionException(
                tenantId, id, options.expectedVersion().orElse(0), headSequence, headRevision);
    }
}
