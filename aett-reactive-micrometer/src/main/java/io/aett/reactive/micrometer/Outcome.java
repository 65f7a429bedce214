package io.aett.reactive.micrometer;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.ConflictingCommitException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.UnexpectedVersionException;
import java.util.Locale;

/** How what was observed has ended: the values of {@link AettObservation.LowCardinality#OUTCOME}. */
public enum Outcome {

    /** A commit was stored. */
    COMMITTED,

    /** The stream has a commit of that id already: of the same content or, where that is an error, of another. */
    DUPLICATE,

    /** Nothing was to be stored, and nothing was. */
    UNCHANGED,

    /** It was done, and stores no commit by itself. */
    DONE,

    /** A race was lost, and the other's events conflict. */
    CONFLICT,

    /** A race was lost without a conflict, or the stream was at another version than expected. */
    LOST_RACE,

    /** The database did not answer, or there was no room in the queue; nothing was written. */
    UNAVAILABLE,

    /** It is not known whether it was stored. */
    UNKNOWN,

    /** Any other failure. */
    ERROR,

    /** Whoever asked has left before it ended. */
    CANCELLED;

    /** As it stands in keys: small letters. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a failure means. */
    public static Outcome of(Throwable failure) {
        if (failure instanceof DuplicateCommitException) {
            return DUPLICATE;
        }
        if (failure instanceof ConflictingCommitException) {
            return CONFLICT;
        }
        if (failure instanceof NonConflictingCommitException || failure instanceof UnexpectedVersionException) {
            return LOST_RACE;
        }
        if (failure instanceof StorageUnavailableException) {
            return UNAVAILABLE;
        }
        return failure instanceof CommitOutcomeUnknownException || failure instanceof StateOutcomeUnknownException
                ? UNKNOWN
                : ERROR;
    }
}
