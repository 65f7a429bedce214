package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.check.StreamLogChecker;
import io.aett.reactive.testkit.events.TestEvents;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Commits one after the other to a stream. A commit of unknown outcome is repeated until it is known. One of which was said that nothing was
 * written is given up, and another one takes its place, so that a lie shows.
 */
final class Writing {

    private static final int ANSWERS = 4;

    private final Trial trial;
    private final EventStore store;
    private final String stream;
    private final boolean shared;
    private final StreamLogChecker checker;
    private long head;
    private @Nullable Commit pending;
    private boolean unknown;

    private Writing(Trial trial, EventStore store, String stream, boolean shared) {
        this.trial = trial;
        this.store = store;
        this.stream = stream;
        this.shared = shared;
        this.checker = trial.history().stream(Trial.TENANT, stream);
    }

    /** To a stream of its own, where losing a race is a violation. */
    static Mono<Void> own(Trial trial, EventStore store, String stream) {
        return new Writing(trial, store, stream, false).run("writer of " + stream);
    }

    /** To a stream that others write to as well. */
    static Mono<Void> shared(Trial trial, EventStore store, String stream, String name) {
        return new Writing(trial, store, stream, true).run(name + " of " + stream);
    }

    private Mono<Void> run(String worker) {
        return trial.repeat(worker, () -> pending != null, this::step);
    }

    private Mono<Boolean> step() {
        Commit commit = pending;
        if (commit != null) {
            return attempt(commit);
        }
        return shared ? look().flatMap(this::next) : next(head);
    }

    private Mono<Long> look() {
        return trial.call("head", 2, store.commits().head(Trial.TENANT, stream).map(there -> there.headSequence()))
                .defaultIfEmpty(0L)
                .onErrorResume(StorageUnavailableException.class, failure -> Mono.empty());
    }

    private Mono<Boolean> next(long after) {
        Commit commit = Commit.builder()
                .tenantId(Trial.TENANT)
                .streamId(stream)
                .commitSequence(after + 1)
                .streamRevision(after + 1)
                .commitStamp(trial.clock().instant())
                .event(TestEvents.noted(stream + " " + (after + 1)))
                .build();
        pending = commit;
        unknown = false;
        return attempt(commit);
    }

    private Mono<Boolean> attempt(Commit commit) {
        return Mono.defer(() -> {
            long invoked = System.nanoTime();
            return trial.call("commit", ANSWERS, store.commits().commit(commit))
                    .map(stored -> stored(stored, invoked))
                    .onErrorResume(failure -> failed(failure, commit, invoked));
        });
    }

    private boolean stored(Commit stored, long invoked) {
        checker.stored(stored.commitId(), stored.commitSequence(), invoked, System.nanoTime());
        trial.history().stored(stored);
        head = stored.commitSequence();
        pending = null;
        return true;
    }

    private Mono<Boolean> failed(Throwable failure, Commit commit, long invoked) {
        if (failure instanceof DuplicateCommitException known && unknown) {
            return Mono.just(stored(known.storedCommit(), invoked));
        }
        if (failure instanceof CommitOutcomeUnknownException) {
            checker.unknown(commit.commitId(), commit.commitSequence(), invoked, System.nanoTime());
            unknown = true;
            return Mono.just(false);
        }
        boolean lostRace = shared && failure instanceof CommitConflictException;
        if (lostRace || failure instanceof StorageUnavailableException) {
            if (lostRace || !unknown) {
                checker.refused(commit.commitId(), commit.commitSequence(), invoked, System.nanoTime());
                pending = null;
            }
            return Mono.just(lostRace);
        }
        pending = null;
        return Mono.error(failure);
    }
}
