package io.aett.reactive.subscription;

/** The slice has another owner. Never leaves a run. */
final class LeaseLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeaseLostException() {
        super("the slice has another owner", null, false, false);
    }
}
