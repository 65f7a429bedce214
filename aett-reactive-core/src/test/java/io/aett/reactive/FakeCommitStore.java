package io.aett.reactive;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One stream in a list, with the checks a stream's owner meets, and answers that can be scripted. */
final class FakeCommitStore implements CommitStore {

    /** What happens to one commit instead of a plain store. */
    interface Script {
        Mono<Commit> answer(Commit commit);
    }

    final List<Commit> stored = new ArrayList<>();
    final List<Commit> sent = new ArrayList<>();
    final List<String> reads = new ArrayList<>();
    final Deque<Script> scripts = new ArrayDeque<>();
    final AtomicInteger calls = new AtomicInteger();

    /** The next commit is answered by this script. */
    FakeCommitStore next(Script script) {
        scripts.add(script);
        return this;
    }

    /** Stored, and the answer lost. */
    Mono<Commit> storeAndLoseTheAnswer(Commit commit) {
        store(commit);
        return Mono.error(new CommitOutcomeUnknownException("the answer got lost"));
    }

    /** Not stored, and nobody knows. */
    static Mono<Commit> loseTheRequest(Commit commit) {
        return Mono.error(new CommitOutcomeUnknownException("commit " + commit.commitId() + " got lost"));
    }

    /** Appends a commit of these bodies at the head, as another writer would. */
    Commit append(Object... bodies) {
        long sequence = stored.size() + 1;
        long revision = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).streamRevision();
        return store(Commit.builder()
                .tenantId("t")
                .streamId("s")
                .commitSequence(sequence)
                .streamRevision(revision + bodies.length)
                .headers(Map.of("by", "other" + sequence))
                .events(bodies)
                .build());
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        calls.incrementAndGet();
        return Flux.defer(() -> {
            reads.add(minRevision + ".." + maxRevision);
            return Flux.fromIterable(List.copyOf(stored))
                    .filter(commit -> commit.streamRevision() >= minRevision && commit.firstRevision() <= maxRevision);
        });
    }

    @Override
    public Mono<Commit> commit(Commit commit) {
        calls.incrementAndGet();
        return Mono.defer(() -> {
            sent.add(commit);
            Script script = scripts.poll();
            return script == null ? Mono.fromCallable(() -> store(commit)) : script.answer(commit);
        });
    }

    Commit store(Commit commit) {
        for (Commit earlier : stored) {
            if (earlier.commitId().equals(commit.commitId())) {
                throw new DuplicateCommitException(earlier);
            }
        }
        long headRevision = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).streamRevision();
        if (commit.commitSequence() <= stored.size()) {
            throw new NonConflictingCommitException("t", "s", commit.commitSequence(), stored.size(), headRevision);
        }
        if (commit.commitSequence() != stored.size() + 1 || commit.firstRevision() != headRevision + 1) {
            throw new InvalidCommitException("gap or overlap");
        }
        Commit kept = commit.withStored(stored.size() + 100L, commit.commitStamp());
        stored.add(kept);
        return kept;
    }

    UUID sentId(int attempt) {
        return sent.get(attempt).commitId();
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return Flux.error(new UnsupportedOperationException());
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        return Flux.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return Mono.error(new UnsupportedOperationException());
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        return Mono.error(new UnsupportedOperationException());
    }
}
