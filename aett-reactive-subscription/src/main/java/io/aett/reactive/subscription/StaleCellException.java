package io.aett.reactive.subscription;

/** What a transaction was to change is not as it was known. Never leaves a run. */
final class StaleCellException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StaleCellException() {
        super("changed meanwhile", null, false, false);
    }
}
