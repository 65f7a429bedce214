package io.aett.reactive;

/** Says whether two events, written by two who did not know of each other, contradict each other. */
@FunctionalInterface
public interface ConflictDelegate<U, C> {

    /**
     * True if the events conflict. Must be quick, free of side effects and safe for use by several threads.
     *
     * @param uncommitted event of the writer who lost the race
     * @param committed   event that was stored and that this writer had not seen
     */
    boolean detect(U uncommitted, C committed);
}
