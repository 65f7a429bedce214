package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitIds;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StateStore;
import io.aett.reactive.StreamHead;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The write rules in a few lines, a script of failures for the next commits, and counts. Keeps objects as they are. */
final class FakeStore implements EventStore, CommitStore {

    private final Map<String, List<Commit>> streams = new HashMap<>();
    private final FakeSnapshots snapshots = new FakeSnapshots(this);
    private final Deque<UnaryOperator<Mono<Commit>>> script = new ArrayDeque<>();
    final List<Commit> attempts = new ArrayList<>();
    final List<Long> readsFrom = new ArrayList<>();
    private long checkpoint;
    boolean ordered = true;
    Mono<Void> answer = Mono.empty();
    Predicate<Commit> refuses = commit -> false;
    Mono<Snapshot> snapshotLookUp = Mono.empty();
    Flux<Commit> reading = Flux.empty();
    Mono<Void> snapshotAnswer = Mono.empty();
    Mono<Void> trimAnswer = Mono.empty();

    /** The next commit fails and is not stored. */
    FakeStore fail(Throwable failure) {
        return next(stored -> Mono.error(failure));
    }

    /** The next commit is stored, but its answer is lost. */
    FakeStore loseAnswer() {
        return next(stored -> stored.then(Mono.error(new CommitOutcomeUnknownException("answer lost"))));
    }

    /** Before the next commit is stored, somebody else stores these events. */
    FakeStore overtake(String id, Object... events) {
        return next(stored -> Mono.defer(() -> {
            write(id, events);
            return stored;
        }));
    }

    synchronized FakeStore next(UnaryOperator<Mono<Commit>> step) {
        script.add(step);
        return this;
    }

    synchronized Commit write(String id, Object... events) {
        return write(id, Instant.EPOCH, events);
    }

    synchronized Commit write(String id, UUID commitId, Object... events) {
        return write(id, commitId, Instant.EPOCH, events);
    }

    synchronized Commit write(String id, Instant stamp, Object... events) {
        return write(id, CommitIds.shared().get(), stamp, events);
    }

    private synchronized Commit write(String id, UUID commitId, Instant stamp, Object... events) {
        List<Commit> stream = stream(id);
        return store(Commit.builder()
                .commitId(commitId)
                .tenantId("t")
                .streamId(id)
                .commitSequence(stream.size() + 1L)
                .streamRevision(revision(stream) + events.length)
                .commitStamp(stamp)
                .events(List.of(events))
                .build());
    }

    synchronized void purge(String id) {
        streams.remove(id);
        snapshots.purge(id);
    }

    synchronized List<Commit> stream(String id) {
        return List.copyOf(streams.getOrDefault(id, List.of()));
    }

    List<Snapshot> snapshots(String id) {
        return snapshots.all(id);
    }

    private static long revision(List<Commit> stream) {
        return stream.isEmpty() ? 0 : stream.get(stream.size() - 1).streamRevision();
    }

    private synchronized Commit store(Commit commit) {
        if (refuses.test(commit)) {
            throw new InvalidCommitException("refused on purpose");
        }
        List<Commit> stream = streams.computeIfAbsent(commit.streamId(), id -> new ArrayList<>());
        for (Commit stored : stream) {
            if (stored.commitId().equals(commit.commitId())) {
                throw new DuplicateCommitException(stored);
            }
        }
        if (commit.commitSequence() <= stream.size()) {
            throw new NonConflictingCommitException(
                    "t", commit.streamId(), commit.commitSequence(), stream.size(), revision(stream));
        }
        if (commit.commitSequence() != stream.size() + 1 || commit.firstRevision() != revision(stream) + 1) {
            throw new InvalidCommitException("gap or overlap");
        }
        Commit stored = commit.withStored(ordered ? ++checkpoint : 0, commit.commitStamp());
        stream.add(stored);
        return stored;
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        return Flux.defer(() -> {
            synchronized (this) {
                readsFrom.add(minRevision);
            }
            return reading.switchIfEmpty(Flux.defer(() -> Flux.fromIterable(stream(streamId))
                    .filter(commit ->
                            commit.streamRevision() >= minRevision && commit.firstRevision() <= maxRevision)));
        });
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return get(tenantId, streamId).filter(commit -> !commit.commitStamp().isAfter(maxTime));
    }

    @Override
    public Mono<Commit> commit(Commit commit) {
        return Mono.defer(() -> {
            UnaryOperator<Mono<Commit>> step;
            synchronized (this) {
                attempts.add(commit);
                step = script.isEmpty() ? UnaryOperator.identity() : script.remove();
            }
            return step.apply(answer.then(Mono.fromCallable(() -> store(commit))));
        });
    }

    @Override
    public CommitStore commits() {
        return this;
    }

    @Override
    public SnapshotStore snapshots() {
        return snapshots;
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return Flux.defer(() -> Flux.fromIterable(stream(streamId)))
                .filter(commit -> commit.commitId().equals(commitId))
                .next();
    }

    @Override
    public StateStore states() {
        throw new UnsupportedOperationException("repositories keep no states");
    }

    @Override
    public PersistenceManagement management() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
