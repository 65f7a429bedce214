package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/** A change of a state was sent, its answer was lost, and a read did not find it. It may still take effect; a {@code get} tells. */
public class StateOutcomeUnknownException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    public StateOutcomeUnknownException(String message) {
        super(message);
    }

    public StateOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
