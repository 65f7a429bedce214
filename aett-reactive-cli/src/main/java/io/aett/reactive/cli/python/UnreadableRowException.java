package io.aett.reactive.cli.python;

/** A row that is no commit; the message continues a sentence that begins with where it is, and quotes nothing of what is stored. */
final class UnreadableRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableRowException(String message) {
        super(message);
    }
}
