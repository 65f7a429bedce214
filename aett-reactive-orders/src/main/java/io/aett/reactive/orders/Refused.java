package io.aett.reactive.orders;

/** What was asked for is against the rules. */
final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Refused(String why) {
        super(why);
    }
}
