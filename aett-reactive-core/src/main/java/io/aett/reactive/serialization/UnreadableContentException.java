package io.aett.reactive.serialization;

/**
 * Content cannot be read as its class. The message says which class, where in the content, why, and what helps; it tells nothing of the
 * content itself, so it may be logged.
 */
public final class UnreadableContentException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With a message that quotes nothing of the content. */
    public UnreadableContentException(String message) {
        super(message);
    }
}
