package io.aett.reactive.domain;

import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import java.util.List;

/**
 * Something with an identity whose state is the sum of its events.
 *
 * <p>Subclasses decide in their public methods, call {@link #raiseEvent} with what happened, and change state only in
 * handlers: one method {@code apply(X event)} for each type of event, of any visibility. Handlers are found once per class
 * and inherited from superclasses; the most specific parameter type wins, and interfaces and superclasses of events may
 * be handled too. Handlers run again whenever the aggregate is loaded, so they must neither decide nor fail on events that
 * were once accepted. They must not change what an event holds: other instances apply the same object.
 *
 * <p>Single owner, not thread-safe.
 *
 * @param <S> the type of the memento's payload; {@code Void} without snapshots
 */
public abstract class Aggregate<S> {

    private final Changes changes;

    /**
     * An instance without events.
     *
     * @param id names the aggregate and its stream
     */
    protected Aggregate(String id) {
        this.changes = new Changes(id);
    }

    /**
     * Names the aggregate and its stream.
     *
     * @return the id, unchanged
     */
    public String id() {
        return changes.id();
    }

    /**
     * The number of events applied, stored or not. Within a handler, this is the number before the handled event.
     *
     * @return 0 for a new instance
     */
    public long version() {
        return changes.version();
    }

    /**
     * The sequence of the last commit whose events were applied to its end.
     *
     * @return 0 for a new instance
     */
    public long commitSequence() {
        return changes.commitSequence();
    }

    /**
     * The events raised and not stored yet, oldest first.
     *
     * @return an unmodifiable copy
     */
    public List<EventMessage> uncommitted() {
        return changes.uncommitted();
    }

    /**
     * Applies the event, counts the version up and records the event for the next save. When applying fails the exception is
     * thrown as it is, nothing is recorded and the version stays.
     *
     * @param event what happened; an {@link EventMessage} is recorded with its headers, and its body is applied
     * @throws IllegalStateException without a handler for it, or when called from within a handler
     */
    protected void raiseEvent(Object event) {
        changes.raise(event, this::apply);
    }

    /**
     * Changes the state by one event. By default this calls the subclass's most specific {@code apply(X)}; override it with a
     * switch to do without reflection.
     *
     * @param event the event's body
     * @throws IllegalStateException naming event and aggregate class, without a handler or with two equally specific ones
     */
    protected void apply(Object event) {
        Handlers.of(getClass()).handle(this, event);
    }

    /**
     * The present state for a snapshot. The payload must not share anything mutable with this instance. Repositories take the
     * payload; id and version are known to them. Only classes that want snapshots override this, and {@link #applyMemento}.
     *
     * @return the state
     * @throws IllegalStateException unless overridden, saying what to add
     */
    protected Memento<S> getMemento() {
        throw Mementos.missing(getClass());
    }

    /**
     * Takes over the state of a snapshot, on an instance without events. An exception makes the repository pass over the
     * snapshot and replay all events instead.
     *
     * @param memento what {@link #getMemento} returned, read back from the store
     * @throws IllegalStateException unless overridden, saying what to add
     */
    protected void applyMemento(Memento<S> memento) {
        throw Mementos.missing(getClass());
    }

    final Changes changes() {
        return changes;
    }

    final void restore(long version, Object payload) {
        @SuppressWarnings("unchecked")
        S state = (S) payload;
        applyMemento(new Memento<>(changes.id(), version, state));
        changes.restored(version);
    }
}
