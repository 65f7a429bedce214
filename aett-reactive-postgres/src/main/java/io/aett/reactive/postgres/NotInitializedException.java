package io.aett.reactive.postgres;

/** The tables are there and empty of what {@code initialize()} writes into them. */
final class NotInitializedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotInitializedException() {
        super("the store's own row is missing", null, false, false);
    }
}
