package io.aett.reactive.engine;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import reactor.core.Exceptions;

/** Turns what drivers signal into the exception family. Exceptions of the family pass as they are. */
final class Failures {

    /** Whether an append that failed took effect. */
    enum Applied {
        NO,
        PERHAPS
    }

    private final String store;
    private final FailureClassifier classifier;

    Failures(String store, FailureClassifier classifier) {
        this.store = store;
        this.classifier = classifier;
    }

    /** {@link Applied#NO} only for a final refusal: repeating what is merely unavailable would add to the load. */
    Applied applied(Throwable error) {
        Throwable cause = Exceptions.unwrap(error);
        if (cause instanceof CommitOutcomeUnknownException || cause instanceof StorageUnavailableException) {
            return Applied.PERHAPS;
        }
        boolean refused = cause instanceof EventStoreException || classify(cause) == Kind.FINAL;
        return refused ? Applied.NO : Applied.PERHAPS;
    }

    /** An exception of its own each time: callers of one append must not find each other's traces in theirs. */
    RuntimeException ofAppend(Throwable error) {
        Throwable cause = Exceptions.unwrap(error);
        if (cause instanceof EventStoreException known) {
            return again(known);
        }
        return switch (classify(cause)) {
            case NOT_APPLIED -> new StorageUnavailableException(describe("nothing was written", cause), cause);
            case FINAL -> new StorageException(describe("the commit was refused", cause), cause);
            case NOT_INITIALIZED -> notInitialized(cause);
            case UNKNOWN ->
                new CommitOutcomeUnknownException(
                        describe(
                                "it is not known whether the commit was stored; repeat it with the same commit id",
                                cause),
                        cause);
        };
    }

    /** The failure of anything but an append. */
    Throwable ofAccess(Throwable error) {
        Throwable cause = Exceptions.unwrap(error);
        if (cause instanceof EventStoreException || cause instanceof IllegalArgumentException) {
            return cause;
        }
        return switch (classify(cause)) {
            case NOT_APPLIED, UNKNOWN -> new StorageUnavailableException(describe("not available", cause), cause);
            case FINAL -> new StorageException(describe("the operation failed", cause), cause);
            case NOT_INITIALIZED -> notInitialized(cause);
        };
    }

    /** The failure of a change of a state; a {@link StateOutcomeUnknownException} when it may have taken effect. */
    Throwable ofChange(Throwable error) {
        Throwable cause = Exceptions.unwrap(error);
        if (!(cause instanceof EventStoreException)
                && !(cause instanceof IllegalArgumentException)
                && classify(cause) == Kind.UNKNOWN) {
            return new StateOutcomeUnknownException(
                    describe("it is not known whether the state was changed; read it", cause), cause);
        }
        return ofAccess(error);
    }

    RuntimeException changeTimedOut(Duration timeout) {
        return new StateOutcomeUnknownException(store + " did not answer within the commit time-out of " + timeout
                + "; it is not known whether the state was changed; read it");
    }

    RuntimeException appendTimedOut(Duration timeout) {
        return new CommitOutcomeUnknownException(store + " did not answer within the commit time-out of " + timeout
                + "; it is not known whether the commit was stored; repeat it with the same commit id");
    }

    RuntimeException waitedTooLong(Duration timeout) {
        return new StorageUnavailableException("not sent: the commit waited longer than the commit time-out of "
                + timeout + " for earlier appends to end");
    }

    RuntimeException readTimedOut(Duration timeout) {
        return new StorageUnavailableException(
                store + " did not answer within the read time-out of " + timeout, new TimeoutException());
    }

    RuntimeException brokenAppend(int sent, int answered) {
        return new CommitOutcomeUnknownException(
                store + " gave " + answered + " results for an append of " + sent + " commits");
    }

    StorageException closed() {
        return new StorageException(store + ": this event store is closed; create a new one");
    }

    StorageException dropped() {
        return new StorageException(
                store + ": the store was dropped; call management().initialize() and read it from the start");
    }

    StorageException beyondTheHead(long checkpoint, long head) {
        return new StorageException(
                store + ": checkpoint " + checkpoint + " lies beyond the head of this store, which is "
                        + head
                        + "; it is of another store, or of a state of this one that is gone (restored from a backup?): read"
                        + " from a checkpoint that this store gave");
    }

    private StorageException notInitialized(Throwable cause) {
        return new StorageException(
                store + ": the store has not been initialized, or was dropped; call management().initialize() first",
                cause);
    }

    /** A classifier that fails leaves open what happened. */
    private Kind classify(Throwable cause) {
        try {
            return classifier.classify(cause);
        } catch (Throwable e) {
            return Kind.UNKNOWN;
        }
    }

    /** The same type, message and cause; of the types that an append of a whole batch can end in. */
    private static EventStoreException again(EventStoreException known) {
        String message = String.valueOf(known.getMessage());
        Class<?> type = known.getClass();
        if (type == StorageUnavailableException.class) {
            return new StorageUnavailableException(message, known.getCause());
        }
        if (type == CommitOutcomeUnknownException.class) {
            return new CommitOutcomeUnknownException(message, known.getCause());
        }
        return type == StorageException.class ? new StorageException(message, known.getCause()) : known;
    }

    private String describe(String what, Throwable cause) {
        return store + ": " + what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage() + ")";
    }
}
