package io.aett.reactive.postgres;

/**
 * The server is a standby, from which the global order cannot be read. That passes: an address that moves with a fail-over may
 * lead to the next primary before it is one.
 */
final class StandbyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String CURE =
            "this server is a standby (pg_is_in_recovery), which does not see the locks of the primary's"
                    + " writers that the order of commits rests on; connect to the primary, for example with"
                    + " targetServerType=primary";

    StandbyException() {
        super(CURE, null, false, false);
    }
}
