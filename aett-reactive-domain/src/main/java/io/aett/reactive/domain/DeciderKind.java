package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/** The states of one decider, and what its functions give, checked: no nulls, no publishers, and only events of its own. */
record DeciderKind<C, S, E>(
        Decider<C, S, E> decider,
        Class<E> eventType,
        @Nullable Class<S> stateType) implements Kind<Held<S>> {

    Held<S> create(String id) {
        return new Held<>(id, state(decider.initial().get(), "initial"));
    }

    /** Decides and applies; the events decided. */
    List<E> handle(Held<S> held, C command) {
        List<E> decided = decider.decide().apply(command, held.state());
        if (decided == null) {
            throw new IllegalStateException("decide returned null for command "
                    + command.getClass().getName() + ": return an empty list when there is nothing to be stored");
        }
        List<E> events = new ArrayList<>(decided);
        for (E event : events) {
            if (event == null) {
                throw new IllegalStateException("decide returned a null among the events for command "
                        + command.getClass().getName());
            }
            noPublisher(event, "decide", "an event");
            held.changes().raise(event, body -> apply(held, body));
        }
        return List.copyOf(events);
    }

    /** Those of a stored commit that somebody has made under the id of a command. */
    List<E> events(@Nullable Commit commit) {
        List<E> events = new ArrayList<>();
        for (EventMessage message : commit == null ? List.<EventMessage>of() : commit.events()) {
            if (!eventType.isInstance(message.body())) {
                throw new OtherEventException(eventType, message.body().getClass());
            }
            events.add(eventType.cast(message.body()));
        }
        return events;
    }

    @Override
    public Changes changes(Held<S> held) {
        return held.changes();
    }

    @Override
    public Object key(Held<S> held) {
        return this;
    }

    @Override
    public void apply(Held<S> held, Object event) {
        if (!eventType.isInstance(event)) {
            throw new OtherEventException(eventType, event.getClass());
        }
        held.become(state(decider.evolve().apply(held.state(), eventType.cast(event)), "evolve"));
    }

    @Override
    public Class<?> type(Held<S> held) {
        return stateType == null ? held.state().getClass() : stateType;
    }

    @Override
    public boolean hasSnapshots(Held<S> held) {
        return stateType != null;
    }

    @Override
    public IllegalStateException withoutSnapshots(Held<S> held) {
        return new IllegalStateException("the decider of " + eventType.getName()
                + " has no snapshots: to have them, give the repository's builder the class of its state, with"
                + " snapshots(" + held.state().getClass().getSimpleName() + ".class, SnapshotPolicy.none())");
    }

    @Override
    public void restore(Held<S> held, long version, Object payload) {
        held.become(Objects.requireNonNull(stateType, "stateType").cast(payload));
        held.changes().restored(version);
    }

    @Override
    public Object payload(Held<S> held) {
        return held.state();
    }

    @Override
    public boolean hasCopies(Held<S> held) {
        return true;
    }

    @Override
    public void copy(Held<S> from, Held<S> fresh) {
        fresh.become(from.state());
        fresh.changes().standAt(from.changes());
    }

    @Override
    public Object shown(Held<S> held) {
        return held.state();
    }

    private S state(@Nullable S state, String function) {
        if (state == null) {
            throw new IllegalStateException(function + " of the decider of " + eventType.getName()
                    + " returned null: there is always a state, be it one that says that there is nothing yet");
        }
        noPublisher(state, function, "a state");
        return state;
    }

    private void noPublisher(Object value, String function, String what) {
        if (value instanceof Publisher<?>) {
            throw new IllegalStateException(function + " of the decider of " + eventType.getName() + " returned a "
                    + value.getClass().getName() + ", to which nobody would subscribe: " + what
                    + " is a value. Ask for what a decision needs before the command is handled, and put it into the"
                    + " command");
        }
    }
}
