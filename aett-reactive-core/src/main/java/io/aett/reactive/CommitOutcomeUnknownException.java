package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/**
 * The commit was sent and the answer was lost. Repeating it with the same commit id is safe, and the way to learn
 * the outcome.
 */
public class CommitOutcomeUnknownException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    public CommitOutcomeUnknownException(String message) {
        super(message);
    }

    public CommitOutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
