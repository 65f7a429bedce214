package io.aett.reactive.testservers;

import org.jspecify.annotations.Nullable;

/** A test server cannot be had, or did not do what was asked; the message is one line that says what to do. */
public final class TestServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TestServerException(String message) {
        super(message);
    }

    public TestServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
