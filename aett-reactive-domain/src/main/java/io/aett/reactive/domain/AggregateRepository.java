package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Loads and saves aggregates. Nothing is read or written before subscription, each subscription is one attempt, and results
 * arrive on whatever thread the store answers on. {@code null} arguments throw {@link NullPointerException} at the call; all
 * other errors are signals. Exceptions of functions passed in are signalled as they are; that of a handler, while loading, is the cause
 * of an {@link IllegalStateException} that names stream, revision and the class of the event.
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
     * The aggregate as {@link #get(Class, String)} gives it, if there is one.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @return a fresh instance for each subscription; {@link io.aett.reactive.StreamNotFoundException} when its stream is empty
     */
    <A extends Aggregate<?>> Mono<A> getExisting(Class<A> type, String id);

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
     * <p>When saving fails, all events stay, and a further save sends them again under the same commit id. After a {@link
     * io.aett.reactive.CommitOutcomeUnknownException}, and after cancelling, saving again is always safe: it sends the same commit,
     * finding it stored is a success, and events raised since follow in a commit of their own. A commit of somebody else under that
     * id is a {@link io.aett.reactive.DuplicateCommitException}. After a {@link io.aett.reactive.CommitConflictException} the instance is outdated: load again,
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
     * <p>Updates of one id through one repository run in the order of subscription, so they do not compete with each other; those
     * that wait while another one is stored share one load and, where their headers are equal, one commit. Each is told what it would be
     * told turn by turn, on the thread that stored it or ended the round before. Cancelling leaves the queue, or the round, which goes on
     * for the others; a commit that was already sent is not undone.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param change decides and raises events; called at least once, each time with another instance; must not block
     * @return the instance as saved; when the change raised nothing, the instance as loaded, and nothing was written
     */
    default <A extends Aggregate<?>> Mono<A> update(Class<A> type, String id, Consumer<? super A> change) {
        return update(type, id, UpdateOptions.ofDefaults(), Changing.by(change)).map(Updated::aggregate);
    }

    /**
     * The same as {@link #update(Class, String, Consumer)}, for what may have to be repeated: if the stream has a commit of this id, the
     * change does not run, nothing is written, and the aggregate comes as it is stored now.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @param commitId names the commit; derived from what is processed, so that a repetition has the same
     * @param change decides and raises events; must not block
     * @return the instance as saved or as stored
     */
    default <A extends Aggregate<?>> Mono<A> update(
            Class<A> type, String id, UUID commitId, Consumer<? super A> change) {
        UpdateOptions options = UpdateOptions.builder().commitId(commitId).build();
        return update(type, id, options, Changing.by(change)).map(Updated::aggregate);
    }

    /**
     * The same as {@link #update(Class, String, Consumer)}, with options, and with all that there is to know afterwards.
     *
     * <p>With an expected version: {@link io.aett.reactive.UnexpectedVersionException}, before the change runs, when the aggregate is at
     * another one, and also instead of a repetition after a lost race. With a commit id that is stored already the change does not run,
     * whatever version was expected, and the update is {@link Updated#repeated repeated}. A change that raises nothing stores nothing,
     * not its commit id either.
     *
     * @param <A> the aggregate
     * @param <R> what the change returns
     * @param type its class
     * @param id its id
     * @param options what is special about this update
     * @param change decides and raises events, and returns anything but a publisher, which ends in {@link IllegalStateException} with
     *     nothing written; called as in {@link #update(Class, String, Consumer)}; must not block
     * @return the instance, the stored commit and what the change returned, never empty
     */
    <A extends Aggregate<?>, R> Mono<Updated<A, R>> update(
            Class<A> type, String id, UpdateOptions options, Function<? super A, ? extends R> change);

    /**
     * Stores a snapshot of the aggregate as it is now. Cancelling does not undo a snapshot that was already sent.
     *
     * @param <A> the aggregate
     * @param type its class
     * @param id its id
     * @return the stored snapshot; empty, with nothing stored, when the stream is empty; {@link IllegalStateException} when the class
     *     does not override {@link Aggregate#getMemento} and {@link Aggregate#applyMemento}
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
