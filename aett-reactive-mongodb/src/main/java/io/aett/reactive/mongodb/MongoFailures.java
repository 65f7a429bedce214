package io.aett.reactive.mongodb;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoSocketOpenException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.bulk.BulkWriteError;
import io.aett.reactive.spi.FailureClassifier;
import java.util.Set;
import reactor.core.Exceptions;

/** What the driver's failures mean, by type and server code. */
final class MongoFailures implements FailureClassifier {

    /** The server says that it did nothing: not the primary, a write conflict, too busy. */
    private static final Set<Integer> NOT_DONE = Set.of(10107, 13435, 112, 17, 14031);

    /** Broken off on the way, or acknowledged by too few: done or not. */
    private static final Set<Integer> BROKEN_OFF =
            Set.of(6, 7, 50, 64, 75, 79, 89, 91, 100, 134, 189, 262, 9001, 11600, 11601, 11602, 13436, 13388);

    /** Of the namespace or an index that is missing. */
    private static final Set<Integer> NOT_THERE = Set.of(26, 27);

    private static final String NO_WRITES = "NoWritesPerformed";

    @Override
    public Kind classify(Throwable failure) {
        for (Throwable cause : Exceptions.unwrapMultiple(failure)) {
            if (cause instanceof NotInitializedException) {
                return Kind.NOT_INITIALIZED;
            }
        }
        Throwable cause = Exceptions.unwrapMultiple(failure).get(0);
        return cause instanceof MongoException known ? ofDriver(known) : Kind.UNKNOWN;
    }

    private static Kind ofDriver(MongoException failure) {
        if (failure instanceof MongoOperationTimeoutException) {
            return Kind.UNKNOWN;
        }
        if (failure instanceof MongoTimeoutException
                || failure instanceof MongoSocketOpenException
                || failure instanceof MongoConnectionPoolClearedException
                || failure instanceof MongoServerUnavailableException) {
            return Kind.NOT_APPLIED;
        }
        if (failure instanceof MongoSocketException) {
            return Kind.UNKNOWN;
        }
        if (failure instanceof MongoBulkWriteException bulk) {
            return ofBulk(bulk);
        }
        if (failure instanceof MongoSecurityException || failure instanceof MongoClientException) {
            return Kind.FINAL;
        }
        return failure.hasErrorLabel(NO_WRITES) ? Kind.NOT_APPLIED : ofCode(failure.getCode());
    }

    private static Kind ofBulk(MongoBulkWriteException failure) {
        if (failure.getWriteConcernError() != null) {
            return Kind.UNKNOWN;
        }
        for (BulkWriteError error : failure.getWriteErrors()) {
            Kind kind = ofCode(error.getCode());
            if (kind != Kind.FINAL) {
                return Kind.UNKNOWN;
            }
        }
        return Kind.FINAL;
    }

    private static Kind ofCode(int code) {
        if (NOT_DONE.contains(code)) {
            return Kind.NOT_APPLIED;
        }
        if (NOT_THERE.contains(code)) {
            return Kind.NOT_INITIALIZED;
        }
        return code <= 0 || BROKEN_OFF.contains(code) ? Kind.UNKNOWN : Kind.FINAL;
    }
}
