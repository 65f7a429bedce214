package io.aett.reactive;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Streams of commits: exactly one commit per stream and sequence, and no commit id twice in a stream.
 *
 * <p>All publishers are cold, and each subscription is an attempt of its own. Reads are strongly consistent: once a commit
 * completed, every read subscribed later sees it, through any instance. Reads respect demand down to the database, and a read that
 * breaks ends in an error, never in completion. Cancelling a read releases what it holds.
 *
 * <p>Errors are signals: ids that cannot be stored end a read in {@link IllegalArgumentException} and a commit in {@link
 * InvalidCommitException}, a database that does not answer a read in {@link StorageUnavailableException}, one that refuses in
 * {@link StorageException}, and what cannot be decoded in {@link MalformedDataException} after all that precedes it. Only {@code null}
 * arguments throw at the call.
 */
public interface CommitStore {

    /**
     * Every commit whose revisions intersect the range, in the order of their sequence; commits are never split, so the first and the
     * last may reach beyond it. Empty for an unknown stream, and when {@code minRevision > maxRevision}.
     *
     * @param minRevision first revision wanted, inclusive; 1 and below mean from the start
     * @param maxRevision last revision wanted, inclusive; {@link Long#MAX_VALUE} means to the end
     */
    Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision);

    /** Every commit of the stream, in the order of their sequence. */
    default Flux<Commit> get(String tenantId, String streamId) {
        return get(tenantId, streamId, 1, Long.MAX_VALUE);
    }

    /** The stream's commits with a stamp not later than this, in the order of their sequence; always a prefix of the stream. */
    Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime);

    /** All the tenant's commits with a stamp not later than this, in the order of their checkpoints. */
    Flux<Commit> getAllTo(String tenantId, Instant maxTime);

    /** Where the stream ends; empty for a stream without commits. */
    Mono<StreamHead> head(String tenantId, String streamId);

    /** The stream's commit with this id, however old; empty when there is none. Looked up, not searched for. */
    Mono<Commit> find(String tenantId, String streamId, UUID commitId);

    /**
     * Stores the commit whole or not at all, and returns it as every later read will: with its checkpoint, and its stamp as stored.
     *
     * <p>Encoding happens within {@code subscribe}, so what the caller changes afterwards is not stored. Once subscribed the commit
     * runs to its end; cancelling means not to hear the outcome. The outcome comes on the thread on which the database answered: do not
     * block there, others wait for it, if only for some milliseconds.
     *
     * <p>Errors, in the order of the checks: {@link InvalidCommitException} for ids, an empty list of events, and what cannot be
     * encoded or is too large; {@link DuplicateCommitException} if the stream has a commit of that id, however old; {@link
     * InvalidCommitException} for numbers below 1; {@link ConflictingCommitException} or {@link NonConflictingCommitException} if the
     * sequence is taken; {@link InvalidCommitException} for a gap or an overlap. {@link StorageUnavailableException} says that nothing
     * was written, {@link CommitOutcomeUnknownException} that repeating the same commit is the way to learn.
     */
    Mono<Commit> commit(Commit commit);
}
