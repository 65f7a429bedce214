package io.aett.reactive.postgres;

/** The server is a standby, from which the global order cannot be read. */
final class StandbyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final String CURE =
            "this server is a standby (pg_is_in_recovery), which does not see the locks of the primary's"
                    + " writers that the order of commits rests on; connect to the primary, for example with"
                    + " targetServerType=primary";

    StandbyException() {
        super(CURE, null, false, false);
    }
}
