package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A process that listens to events and answers with commands.
 *
 * <p>Subclasses handle events like an {@link Aggregate} does, in methods {@code apply(X event)}, and call {@link #dispatch}
 * for what is to be done. Commands are not sent from here: they are stored in the headers of the saga's next commit, together
 * with the events that caused them, for whoever reads the commits to carry out. Loading a saga dispatches nothing.
 *
 * <p>Single owner, not thread-safe.
 */
public abstract class Saga {

    static final String COMMAND_HEADER = "UndispatchedMessage.";

    private final Changes changes;
    private final List<EventMessage> commands = new ArrayList<>();

    /**
     * An instance without events.
     *
     * @param id names the saga and its stream
     */
    protected Saga(String id) {
        this.changes = new Changes(id);
    }

    /**
     * Names the saga and its stream.
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
     * The events that made transitions and are not stored yet, oldest first.
     *
     * @return an unmodifiable copy
     */
    public List<EventMessage> uncommitted() {
        return changes.uncommitted();
    }

    /**
     * The headers of the next commit: the commands dispatched and not stored yet, as {@code UndispatchedMessage.N} with N
     * from 0, each an {@link EventMessage}. Commands without an event wait here for the next commit.
     *
     * @return an unmodifiable copy, in the order of dispatch
     */
    public Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (int i = 0; i < commands.size(); i++) {
            headers.put(COMMAND_HEADER + i, commands.get(i));
        }
        return Collections.unmodifiableMap(headers);
    }

    /**
     * Applies the event, counts the version up and records the event for the next save. When applying fails the exception is
     * thrown as it is, nothing is recorded, the version stays, and commands dispatched by the failed handler are forgotten.
     *
     * @param event what happened; an {@link EventMessage} is recorded with its headers, and its body is applied
     * @throws IllegalStateException without a handler for it, or when called from within a handler
     */
    public void transition(Object event) {
        int before = commands.size();
        boolean done = false;
        try {
            changes.raise(event, this::apply);
            done = true;
        } finally {
            if (!done) {
                commands.subList(before, commands.size()).clear();
            }
        }
    }

    /**
     * Changes the state by one event. By default this calls the subclass's most specific {@code apply(X)}.
     *
     * @param event the event's body
     * @throws IllegalStateException naming event and saga class, without a handler or with two equally specific ones
     */
    protected void apply(Object event) {
        Handlers.of(getClass()).handle(this, event);
    }

    /**
     * Puts the command into the headers of the next commit, which needs an event: saving a saga that has commands and no transition
     * is an error. While the saga is loaded this does nothing.
     *
     * @param command what is to be done; its class needs a topic, like that of an event
     */
    protected void dispatch(Object command) {
        Objects.requireNonNull(command, "command");
        if (!changes.replaying()) {
            commands.add(EventMessage.of(command));
        }
    }

    final Changes changes() {
        return changes;
    }

    /**
     * The commands that a saga's commit holds, in the order of dispatch.
     *
     * @param commit any stored commit
     * @return each with its number, unmodifiable; empty for a commit without commands
     * @throws MalformedDataException when a header is named like a command and is none
     */
    public static List<SagaCommand> commandsOf(Commit commit) {
        Map<String, Object> headers = commit.headers();
        List<SagaCommand> found = new ArrayList<>();
        for (int n = 0; headers.containsKey(COMMAND_HEADER + n); n++) {
            if (!(headers.get(COMMAND_HEADER + n) instanceof EventMessage message)) {
                throw new MalformedDataException(
                        commit.tenantId(),
                        commit.streamId(),
                        commit.commitSequence(),
                        commit.streamRevision(),
                        commit.checkpointToken(),
                        "header " + COMMAND_HEADER + n + " is no command",
                        null);
            }
            found.add(new SagaCommand(n, message));
        }
        return Collections.unmodifiableList(found);
    }

    /** Refuses commands that would stay behind, since the saga makes no commit for them. */
    final void checkCommands() {
        int sent = numbered(changes.headersInDoubt());
        if (commands.size() > sent && !changes.hasUnsent()) {
            throw new IllegalStateException("saga " + id() + " (" + getClass().getName() + ") dispatched "
                    + commands.get(sent).body().getClass().getName()
                    + " without a transition, and commands are stored only with an event: make a transition in the same"
                    + " change, best of all dispatch from its apply method. Nothing was written; this instance keeps the"
                    + " command for its next commit");
        }
    }

    final Map<String, Object> headersWith(Map<String, Object> others) {
        Map<String, Object> headers = new LinkedHashMap<>(others);
        for (String name : others.keySet()) {
            if (name.startsWith(COMMAND_HEADER)) {
                throw new IllegalArgumentException("header " + name + " would look like a command: use another name");
            }
        }
        headers.putAll(headers());
        return headers;
    }

    /** Forgets the commands that the stored commit contains; those dispatched since move to the front. */
    final void commandsStored(Commit stored) {
        commands.subList(0, Math.min(commands.size(), numbered(stored.headers())))
                .clear();
    }

    private static int numbered(Map<String, Object> headers) {
        int n = 0;
        while (headers.containsKey(COMMAND_HEADER + n)) {
            n++;
        }
        return n;
    }
}
