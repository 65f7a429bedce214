package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/** The commit cannot be stored as it is, and nothing was stored; sending it again will not help. */
public class InvalidCommitException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    public InvalidCommitException(String message) {
        super(message);
    }

    public InvalidCommitException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
