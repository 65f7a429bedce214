package io.aett.reactive.domain;

import io.aett.reactive.EventMessage;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a saga's commit says about one of the saga's timers: that it is set, or that it is no more. The last commit that names it counts.
 *
 * @param name names the timer within its saga
 * @param due when its command is to be handed over; null when the timer is cancelled
 * @param message the command with its headers; null when the timer is cancelled
 */
public record SagaTimer(
        String name, @Nullable Instant due, @Nullable EventMessage message) {

    public SagaTimer {
        Objects.requireNonNull(name, "name");
        if ((due == null) != (message == null)) {
            throw new IllegalArgumentException("timer " + name + " needs both a time and a command, or neither");
        }
    }

    /** Whether the timer is no more. */
    public boolean isCancellation() {
        return due == null;
    }
}
