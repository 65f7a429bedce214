package io.aett.reactive.mongodb;

/** The database has no store in it. */
final class NotInitializedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotInitializedException() {
        super("no store in this database");
    }
}
