package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaTimer;
import java.util.List;
import java.util.Objects;
import org.assertj.core.annotation.CheckReturnValue;

/**
 * A saga with a past, to which something is about to come. Immutable: several events may be tried on one past.
 *
 * @param <T> the saga
 */
public final class SagaGiven<T extends Saga> {

    private final SagaSetup<T> setup;
    private final List<EventMessage> given;

    SagaGiven(SagaSetup<T> setup, List<EventMessage> given) {
        this.setup = setup;
        this.given = given;
    }

    /** The event comes, and makes its transition. What that throws is kept for {@code expectException}. */
    @CheckReturnValue
    public SagaThen<T> when(Object event) {
        Objects.requireNonNull(event, "event");
        return when((Command<T>) saga -> saga.transition(event));
    }

    /** Calls a method of the saga, which makes transitions. What it throws is kept for {@code expectException}. */
    @CheckReturnValue
    public SagaThen<T> when(Command<? super T> command) {
        Objects.requireNonNull(command, "command");
        return new SagaThen<>(SagaRun.on(setup, SagaPast.of(setup, given), command));
    }

    /** The timer of this name is due: fails unless it is set, and not cancelled since. */
    @CheckReturnValue
    public DueTimer whenTimerFires(String name) {
        Objects.requireNonNull(name, "name");
        SagaPast past = SagaPast.of(setup, given);
        SagaTimer timer = past.timers().get(name);
        if (timer == null) {
            throw new AssertionError(setup.checks().subject() + ": no timer " + name + " is set, "
                    + (past.timers().isEmpty()
                            ? "and no other"
                            : "but " + String.join(", ", past.timers().keySet()))
                    + "\n\n"
                    + new Story(given, List.of()).describeGiven().stripTrailing());
        }
        return new DueTimer(setup.checks().subject(), timer);
    }
}
