package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.SagaTimer;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** A timer that is due, and hands over its command. */
public final class DueTimer {

    private final String subject;
    private final SagaTimer timer;

    DueTimer(String subject, SagaTimer timer) {
        this.subject = subject;
        this.timer = timer;
    }

    /** It hands over this command, or one that an {@link EventMatcher} takes. */
    public DueTimer expectCommand(Object command) {
        Objects.requireNonNull(command, "command");
        EventMessage message = Objects.requireNonNull(timer.message());
        String failure = new Messages(subject, "the command of timer " + timer.name(), "handed over")
                .failureOfOne(command, new EventMessage(message.body(), Map.of()));
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return this;
    }

    /** It was due at this moment. */
    public DueTimer expectDue(Instant due) {
        if (!due.equals(timer.due())) {
            throw new AssertionError(
                    subject + ": expected timer " + timer.name() + " at " + due + ", but it is set for " + timer.due());
        }
        return this;
    }
}
