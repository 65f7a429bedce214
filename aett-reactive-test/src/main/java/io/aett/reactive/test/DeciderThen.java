package io.aett.reactive.test;

import java.util.List;
import java.util.Objects;

/**
 * What was decided, to be compared with what is expected.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class DeciderThen<C, S, E> {

    private final DeciderRun<C, S, E> run;

    DeciderThen(DeciderRun<C, S, E> run) {
        this.run = run;
    }

    /** Exactly these events were decided on, in this order; an {@link EventMatcher} may be among them. */
    public DeciderOutcome<C, S, E> expectEvents(Object first, Object... more) {
        return expectEvents(Messages.list(first, more));
    }

    /** Exactly these events were decided on, in this order; none for an empty list. */
    public DeciderOutcome<C, S, E> expectEvents(List<?> events) {
        Objects.requireNonNull(events, "events");
        Exception thrown = run.thrown();
        if (thrown != null) {
            throw Refusals.unexpected(subject(), "expected " + Texts.count(events.size(), "event"), thrown);
        }
        new Messages(subject(), "event", "decided").check(events, run.story().raised());
        return new DeciderOutcome<>(run);
    }

    /** The command was accepted, and leads to no event. */
    public DeciderOutcome<C, S, E> expectNothing() {
        return expectEvents(List.of());
    }

    /** The command was refused with an exception of this class or below. */
    public <X extends Exception> ExpectedException<X> expectException(Class<X> type) {
        return Refusals.expected(subject(), type, run.thrown(), run.story());
    }

    private String subject() {
        return run.setup().checks().subject();
    }
}
