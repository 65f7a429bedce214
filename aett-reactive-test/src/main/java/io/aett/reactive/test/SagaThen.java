package io.aett.reactive.test;

import io.aett.reactive.domain.Saga;
import java.util.List;
import java.util.Objects;

/**
 * What came of an event, to be compared with what is expected: first its commands, then all else.
 *
 * @param <T> the saga
 */
public final class SagaThen<T extends Saga> {

    private final SagaRun<T> run;

    SagaThen(SagaRun<T> run) {
        this.run = run;
    }

    /** Exactly these commands were dispatched, in this order; an {@link EventMatcher} may be among them. */
    public SagaOutcome<T> expectCommands(Object first, Object... more) {
        return expectCommands(Messages.list(first, more));
    }

    /** Exactly these commands were dispatched, in this order; none for an empty list. */
    public SagaOutcome<T> expectCommands(List<?> commands) {
        Objects.requireNonNull(commands, "commands");
        Exception thrown = run.thrown();
        if (thrown != null) {
            throw Refusals.unexpected(subject(), "expected " + Texts.count(commands.size(), "command"), thrown);
        }
        new Messages(subject(), "command", "dispatched").check(commands, run.commands());
        return new SagaOutcome<>(run);
    }

    /** No command was dispatched; timers may have been set. */
    public SagaOutcome<T> expectNoCommands() {
        return expectCommands(List.of());
    }

    /** Nothing came of it at all: no event, no command, no timer. */
    public SagaOutcome<T> expectNothing() {
        return expectNoCommands().expectNoTimers().expectEvents(List.of());
    }

    /** The event was refused with an exception of this class or below. Nothing is stored then. */
    public <E extends Exception> ExpectedException<E> expectException(Class<E> type) {
        return Refusals.expected(subject(), type, run.thrown(), run.story());
    }

    private String subject() {
        return run.setup().checks().subject();
    }
}
