package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Loads and saves aggregates. Nothing is read or written before subscription, each subscription is one attempt, and results
 * arrive on whatever thread the store answers on. {@code null} arguments throw {@link NullPointerException} at the call; all
 * other errors are signals. Exceptions of handlers and of functions passed in are signalled as they are.
 */
public interface AggregateRepository {

    /**
     * The aggregate with all its events; a new instance when its stream is empty. Uses the newest snapshot, and equals a full
     * replay always: a snapshot that lies beyond the head, cannot be decoded or is refused by the aggregate is passed over
     * with a warning. Cancelling stops reading.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @return a fresh instance for each subscription, never empty
     */
    <A extends Aggregate<?>> Mono<A> get(Class<A> type, String id);

    /**
     * The aggregate as it was at a version, also when that lies within a commit. Saving changes on an instance that is behind
     * the head is a lost race. Cancelling stops reading.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param maxVersion the last event to apply; less than 1 gives a new instance, more than the head gives the head
     * @return a fresh instance for each subscription, never empty
     */
    <A extends Aggregate<?>> Mono<A> get(Class<A> type, String id, long maxVersion);

    /**
     * The aggregate as it was at a time: all commits stamped at or before it. Snapshots are not used. Saving changes on an
     * instance that is behind the head is a lost race. Cancelling stops reading.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param maxTime the latest commit stamp to apply
     * @return a fresh instance for each subscription, never empty
     */
    <A extends Aggregate<?>> Mono<A> getTo(Class<A> type, String id, Instant maxTime);

    /**
     * Stores the uncommitted events as one commit and removes exactly those from the aggregate; events raised after
     * subscription stay. Without events nothing is written and the result is empty.
     *
     * <p>When saving fails, all events stay, and a further save sends them again under the same commit id; finding that id
     * stored already is a success. So after a {@link io.aett.reactive.CommitOutcomeUnknownException}, and after cancelling,
     * saving again is always safe. After a {@link io.aett.reactive.CommitConflictException} the instance is outdated: load again,
     * or use {@link #update}. Cancelling does not undo a commit that was already sent.
     *
     * @param <A> the aggregate
     * @param aggregate what to save
     * @return the stored commit
     */
    <A extends Aggregate<?>> Mono<Commit> save(A aggregate);

    /**
     * The same as {@link #save(Aggregate)}, with headers for the commit.
     *
     * @param <A> the aggregate
     * @param aggregate what to save
     * @param headers JSON values or event messages; copied within subscription
     * @return the stored commit
     */
    <A extends Aggregate<?>> Mono<Commit> save(A aggregate, Map<String, Object> headers);

    /**
     * Loads the aggregate, applies the change and saves it. A race lost to a non-conflicting commit is repeated a bounded number
     * of times, after a jittered pause, with the change applied to a newly loaded instance; when the bound is reached the last
     * exception is signalled. A {@link io.aett.reactive.ConflictingCommitException} and an exception of the change itself
     * are signalled at once, and the latter writes nothing. A commit of unknown outcome is sent again under its id.
     *
     * <p>Updates of one id through one repository take turns in the order of subscription, so they do not compete with each
     * other. Each runs on the thread that ended the turn before. Cancelling leaves the queue, or gives up the turn; a commit that
     * was already sent is not undone.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param change decides and raises events; called at least once, each time with another instance; must not block
     * @return the instance as saved; when the change raised nothing, the instance as loaded, and nothing was written
     */
    <A extends Aggregate<?>> Mono<A> update(Class<A> type, String id, Consumer<? super A> change);

    /**
     * Stores a snapshot of the aggregate as it is now. Cancelling does not undo a snapshot that was already sent.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @return the stored snapshot; empty, with nothing stored, when the stream is empty
     */
    <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id);

    /**
     * Stores a snapshot of the aggregate as it was at a version, also when that lies within a commit.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param maxVersion the last event to include
     * @return the stored snapshot; empty, with nothing stored, when there is no event up to there
     */
    <A extends Aggregate<?>> Mono<Snapshot> snapshot(Class<A> type, String id, long maxVersion);

    /**
     * Stores a snapshot of the aggregate as it was at a time.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param cutOff the latest commit stamp to include
     * @return the stored snapshot; empty, with nothing stored, when there is no commit up to there
     */
    <A extends Aggregate<?>> Mono<Snapshot> snapshotAt(Class<A> type, String id, Instant cutOff);
}
