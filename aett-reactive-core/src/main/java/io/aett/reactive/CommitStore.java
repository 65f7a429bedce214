package io.aett.reactive;

import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Streams of commits: exactly one commit per stream and sequence, and no commit id twice in a stream.
 *
 * <p>All publishers are cold, and each subscription is a separate attempt. Reads are strongly consistent: once a commit has
 * completed, every read subscribed later sees it, through any instance. Reads respect demand down to the database, and a read that
 * breaks ends in an error, never in completion. Cancelling a read releases what it holds.
 *
 * <p>Errors are signals: for an invalid id a read fails with {@link IllegalArgumentException} and a commit with {@link
 * InvalidCommitException}; if the database does not answer, a read fails with {@link StorageUnavailableException}; if it refuses, with
 * {@link StorageException}; and data that cannot be decoded fails with {@link MalformedDataException} after everything that precedes it.
 * Only {@code null} arguments throw at the call.
 */
public interface CommitStore {

    /**
     * Every commit whose revisions intersect the range, in sequence order; commits are never split, so the first and the
     * last may extend beyond the range. Empty for an unknown stream, and if {@code minRevision > maxRevision}.
     *
     * @param minRevision first revision, inclusive; 1 and below mean from the start
     * @param maxRevision last revision, inclusive; {@link Long#MAX_VALUE} means to the end
     */
    Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision);

    /** Every commit of the stream, in sequence order. */
    default Flux<Commit> get(String tenantId, String streamId) {
        return get(tenantId, streamId, 1, Long.MAX_VALUE);
    }

    /** The stream's commits with a stamp not later than this, in sequence order; always a prefix of the stream. */
    Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime);

    /** All commits of the tenant with a stamp not later than this, in checkpoint order. */
    Flux<Commit> getAllTo(String tenantId, Instant maxTime);

    /** The head of the stream; empty for a stream without commits. */
    Mono<StreamHead> head(String tenantId, String streamId);

    /** The stream's commit with this id, however old; empty if there is none. The stream is not read for it. */
    Mono<Commit> find(String tenantId, String streamId, UUID commitId);

    /**
     * Stores the commit whole or not at all, and returns it as every later read will: with its checkpoint, and its stamp as stored.
     *
     * <p>Encoding happens within {@code subscribe}, so later changes by the caller are not stored. Once subscribed the commit
     * runs to completion; cancelling only means not seeing the outcome. The outcome arrives on the thread on which the database answered: do not
     * block there, others wait for it, if only for some milliseconds.
     *
     * <p>Errors, in the order of the checks: {@link InvalidCommitException} for ids, an empty list of events, and a commit that cannot be
     * encoded or is too large; {@link DuplicateCommitException} if the stream has a commit of that id, however old; {@link
     * InvalidCommitException} for numbers below 1; {@link ConflictingCommitException} or {@link NonConflictingCommitException} if the
     * sequence is taken; {@link InvalidCommitException} for a gap or an overlap. {@link StorageUnavailableException} means that nothing
     * was written; after {@link CommitOutcomeUnknownException}, repeat the same commit to learn the outcome.
     */
    Mono<Commit> commit(Commit commit);
}
