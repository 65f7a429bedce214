package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/**
 * Root of all errors of an event store; whether a retry can help is a property of the
 * type.
 */
public class EventStoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EventStoreException(String message) {
        super(message);
    }

    public EventStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
