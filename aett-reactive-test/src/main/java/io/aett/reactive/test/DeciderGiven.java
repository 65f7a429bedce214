package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import java.util.List;
import java.util.Objects;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * A decider with a past, to which a command is about to come. Immutable: several commands may be tried on one past.
 *
 * @param <C> the commands
 * @param <S> the state
 * @param <E> the events
 */
public final class DeciderGiven<C, S, E> {

    private final DeciderRun.Setup<C, S, E> setup;
    private final List<EventMessage> given;

    DeciderGiven(DeciderRun.Setup<C, S, E> setup, List<EventMessage> given) {
        this.setup = setup;
        this.given = given;
    }

    /** Decides now. What that throws is kept for {@code expectException}. */
    @CheckReturnValue
    public DeciderThen<C, S, E> when(C command) {
        Objects.requireNonNull(command, "command");
        return new DeciderThen<>(DeciderRun.on(setup, given, command));
    }
}
