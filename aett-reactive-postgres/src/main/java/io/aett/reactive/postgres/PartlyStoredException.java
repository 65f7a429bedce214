package io.aett.reactive.postgres;

/** Some commits of a batch are stored, and what became of the others could not be found out. */
final class PartlyStoredException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PartlyStoredException(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
