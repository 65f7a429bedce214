package io.aett.reactive.domain;

import io.aett.reactive.EventMessage;
import java.util.Objects;

/**
 * A command as a saga's commit holds it. The commit's id and {@code n} together name it for ever.
 *
 * @param n its place in the commit, from 0
 * @param message the command with its headers
 */
public record SagaCommand(int n, EventMessage message) {

    public SagaCommand {
        Objects.requireNonNull(message, "message");
    }

    /** What is to be done. */
    public Object command() {
        return message.body();
    }
}
