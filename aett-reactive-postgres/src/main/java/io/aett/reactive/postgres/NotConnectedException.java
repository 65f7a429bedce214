package io.aett.reactive.postgres;

/** No connection was to be had, so nothing was sent. */
final class NotConnectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotConnectedException(Throwable cause) {
        super("no connection: " + cause.getMessage(), cause, false, false);
    }
}
