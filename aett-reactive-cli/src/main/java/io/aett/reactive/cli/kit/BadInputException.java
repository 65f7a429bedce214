package io.aett.reactive.cli.kit;

/** The user asked for something that cannot be; the message is one line for them, and the exit code is 2. */
public final class BadInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With one line for the user. */
    public BadInputException(String message) {
        super(message);
    }

    /** With one line for the user, and what was found out. */
    public BadInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
