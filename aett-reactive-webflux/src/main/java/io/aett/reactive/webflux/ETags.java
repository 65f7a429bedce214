package io.aett.reactive.webflux;

/** Revisions as entity tags. */
public final class ETags {

    private ETags() {}

    /** The strong entity tag of a revision, with its quotes: {@code "5"}. */
    public static String of(long revision) {
        return '"' + Long.toString(revision) + '"';
    }
}
