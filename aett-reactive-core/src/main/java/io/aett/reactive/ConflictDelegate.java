package io.aett.reactive;

/** Decides whether two events conflict whose writers did not know of each other. */
@FunctionalInterface
public interface ConflictDelegate<U, C> {

    /**
     * True if the events conflict. Must be quick, free of side effects and thread-safe.
     *
     * @param uncommitted event of the writer that lost the race
     * @param committed   event that was stored and that this writer had not seen
     */
    boolean detect(U uncommitted, C committed);
}
