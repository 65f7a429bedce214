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

    /**
     * Broken off on the way, acknowledged by too few, refused for now: done or not. A server that is no primary any more did
     * nothing, but this may be its answer to the driver's second attempt, and the first may have arrived.
     */
    private static final Set<Integer> BROKEN_OFF = Set.of(
            6, 7, 50, 64, 75, 79, 89, 91, 100, 112, 134, 189, 262, 9001, 10107, 11600, 11601, 11602, 13388, 13435,
            13436, 14031);

    /** Of the namespace or an index that is missing. */
    private static final Set<Integer> NOT_THERE = Set.of(26, 27);

    /** The driver's or the server's word that no attempt wrote anything. */
    private static final String NO_WRITES = "NoWritesPerformed";

    private static final Set<Kind> PASSING = Set.of(Kind.UNKNOWN, Kind.NOT_APPLIED);

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

    /** Whether a second attempt may help at once, as the driver's own would: it chooses a server anew. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof MongoException known
                && !(failure instanceof MongoTimeoutException)
                && !(failure instanceof MongoOperationTimeoutException)
                && PASSING.contains(ofDriver(known));
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
        if (failure instanceof MongoSecurityException) {
            return failure.getCause() instanceof MongoSocketException ? Kind.NOT_APPLIED : Kind.FINAL;
        }
        if (failure instanceof MongoClientException) {
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
        if (NOT_THERE.contains(code)) {
            return Kind.NOT_INITIALIZED;
        }
        return code <= 0 || BROKEN_OFF.contains(code) ? Kind.UNKNOWN : Kind.FINAL;
    }
}
