package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
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
 * for what is to be done, or {@link #schedule} for what is to be done later. Commands are not sent from here: they are stored in the
 * headers of the saga's next commit, together with the events that caused them, for whoever reads the commits to carry out. Loading
 * a saga dispatches and schedules nothing.
 *
 * <p>Single owner, not thread-safe.
 */
public abstract class Saga {

    /** The header of commits by which a runner delivers events to a saga: the saga's topic. */
    public static final String TYPE_HEADER = "SagaType";

    private static final int MAX_TIMER_NAME_BYTES = 200;

    private final Changes changes;
    private final Outbox outbox = new Outbox();

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
     * from 0, each an {@link EventMessage}; then what was said of timers since, as {@code ScheduledMessage.<name>} and
     * {@code CancelledMessage.<name>}. Commands and timers without an event wait here for the next commit.
     *
     * @return an unmodifiable copy, commands in the order of dispatch
     */
    public Map<String, Object> headers() {
        return Collections.unmodifiableMap(outbox.headers());
    }

    /**
     * Applies the event, counts the version up and records the event for the next save. When applying fails the exception is
     * thrown as it is, nothing is recorded, the version stays, and what the failed handler dispatched or scheduled is forgotten.
     *
     * @param event what happened; an {@link EventMessage} is recorded with its headers, and its body is applied
     * @throws IllegalStateException without a handler for it, or when called from within a handler
     */
    public void transition(Object event) {
        Outbox.Contents before = outbox.contents();
        boolean done = false;
        try {
            changes.raise(event, this::apply);
            done = true;
        } finally {
            if (!done) {
                outbox.reset(before);
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
            outbox.dispatch(command);
        }
    }

    /**
     * Sets a timer in the next commit, which needs an event as it does for {@link #dispatch}. When it is due the command is handed over like a
     * dispatched one. A timer of this name that the saga has set before is replaced. While the saga is loaded this does nothing.
     *
     * @param name names the timer within this saga, 1 to 200 UTF-8 bytes
     * @param due not before this moment, by the clock of who hands it over; at once when it is past
     * @param command what is to be done then; its class needs a topic, like that of an event
     */
    protected void schedule(String name, Instant due, Object command) {
        requireTimerName(name);
        Objects.requireNonNull(due, "due");
        Objects.requireNonNull(command, "command");
        if (!changes.replaying()) {
            outbox.schedule(name, due, command);
        }
    }

    /**
     * Takes the timer of this name back in the next commit, which needs an event as it does for {@link #dispatch}; without such a timer it
     * does no harm. A command that was handed over by then stays so. While the saga is loaded this does nothing.
     *
     * @param name names the timer within this saga
     */
    protected void cancel(String name) {
        requireTimerName(name);
        if (!changes.replaying()) {
            outbox.cancel(name);
        }
    }

    private static void requireTimerName(String name) {
        Objects.requireNonNull(name, "name");
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < 1 || bytes > MAX_TIMER_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the name of a timer has 1 to " + MAX_TIMER_NAME_BYTES + " UTF-8 bytes, but this one has " + bytes);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("the name of a timer lacks half of a surrogate pair");
        }
    }

    final Changes changes() {
        return changes;
    }

    /**
     * Whether a runner delivered events to a saga by this commit: they are copies of events of other streams.
     *
     * @param commit any stored commit
     * @return whether it has the header {@link #TYPE_HEADER}
     */
    public static boolean isDelivery(Commit commit) {
        return commit.headers().containsKey(TYPE_HEADER);
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
        for (int n = 0; headers.containsKey(Outbox.COMMAND + n); n++) {
            if (!(headers.get(Outbox.COMMAND + n) instanceof EventMessage message)) {
                throw MalformedDataException.of(commit, "header " + Outbox.COMMAND + n + " is no command", null);
            }
            found.add(new SagaCommand(n, message));
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * What a saga's commit says about timers, each name at most once.
     *
     * @param commit any stored commit
     * @return in the order of the headers, unmodifiable; empty for a commit that says nothing about timers
     * @throws MalformedDataException when a header is named like a timer and is none
     */
    public static List<SagaTimer> timersOf(Commit commit) {
        List<SagaTimer> found = new ArrayList<>();
        commit.headers().forEach((header, value) -> {
            if (header.startsWith(Outbox.TIMER)) {
                found.add(timer(commit, header, value));
            } else if (header.startsWith(Outbox.CANCELLED)) {
                found.add(new SagaTimer(header.substring(Outbox.CANCELLED.length()), null, null));
            }
        });
        return Collections.unmodifiableList(found);
    }

    private static SagaTimer timer(Commit commit, String header, Object value) {
        if (!(value instanceof EventMessage message) || !(message.headers().get(Outbox.DUE) instanceof String due)) {
            throw MalformedDataException.of(commit, "header " + header + " is no timer", null);
        }
        try {
            return new SagaTimer(header.substring(Outbox.TIMER.length()), Instant.parse(due), message);
        } catch (DateTimeException noTime) {
            throw MalformedDataException.of(commit, "header " + header + " is not due at a time", noTime);
        }
    }

    /** Refuses commands and timers that would stay behind, since the saga makes no commit for them. */
    final void checkHeaders() {
        String unsent = outbox.unsent(changes.isInDoubt());
        if (!unsent.isEmpty() && !changes.hasUnsent()) {
            throw new IllegalStateException("saga " + id() + " (" + getClass().getName() + ") " + unsent
                    + " without a transition, and commands and timers are stored only with an event: make a transition in"
                    + " the same change, best of all dispatch from its apply method. Nothing was written; this instance"
                    + " keeps the command for its next commit");
        }
    }

    /** Those of a new attempt to store it. */
    final Map<String, Object> headersWith(Map<String, Object> others) {
        others.keySet().forEach(Outbox::requireNoneOfItsNames);
        Map<String, Object> headers = new LinkedHashMap<>(others);
        headers.putAll(outbox.send());
        return headers;
    }

    final void headersStored() {
        outbox.stored();
    }
}
