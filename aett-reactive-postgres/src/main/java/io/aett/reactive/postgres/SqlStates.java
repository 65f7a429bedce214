package io.aett.reactive.postgres;

import io.aett.reactive.spi.FailureClassifier;
import io.r2dbc.postgresql.api.PostgresqlException;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * What a failure means, by its SQLSTATE.
 *
 * <p>An error that the server reports has undone the statement, so it is never unknown, but for those with which the server
 * ends the session: these may meet a statement whose commit is written and whose answer is not sent.
 */
final class SqlStates implements FailureClassifier {

    static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final int LOCK_ATTEMPTS = 20;

    /** Serialization failure and deadlock: undone, and worth an immediate second try. */
    private static final Set<String> RACES = Set.of("40001", "40P01");

    /** Undefined table, undefined schema. */
    private static final Set<String> MISSING = Set.of("42P01", "3F000");

    /**
     * Undone, and may succeed later: statement cancelled or timed out, lock not available, a read-only server (one that is
     * about to be replaced by the next primary), a server that does not take connections yet, and what has no state of its own, such as a file
     * that may not grow ("could not extend file") or a race within the catalog ("tuple concurrently updated").
     */
    private static final Set<String> LATER = Set.of("57014", LOCK_NOT_AVAILABLE, "25006", "57P03", "XX000");

    /** Insufficient resources (connections, memory, disk), errors of the operating system. */
    private static final Set<String> LATER_CLASSES = Set.of("53", "58", "40");

    /** Classes that say nothing about the statement: connection exceptions, intervention of an operator. */
    private static final Set<String> UNKNOWN_CLASSES = Set.of("08", "57");

    @Override
    public Kind classify(Throwable failure) {
        if (failure instanceof NotConnectedException) {
            return Set.of("28", "3D").contains(classOf(state(failure.getCause()))) ? Kind.FINAL : Kind.NOT_APPLIED;
        }
        if (failure instanceof StandbyException) {
            return Kind.NOT_APPLIED;
        }
        if (failure instanceof PartlyStoredException) {
            return Kind.UNKNOWN;
        }
        String state = state(failure);
        if (failure instanceof NotInitializedException || MISSING.contains(state)) {
            return Kind.NOT_INITIALIZED;
        }
        if (state.length() != 5 || endsTheSession(failure)) {
            return Kind.UNKNOWN;
        }
        if (LATER.contains(state) || (LATER_CLASSES.contains(classOf(state)) && !state.equals("40003"))) {
            return Kind.NOT_APPLIED;
        }
        return UNKNOWN_CLASSES.contains(classOf(state)) || state.equals("40003") ? Kind.UNKNOWN : Kind.FINAL;
    }

    /** The statement lost against another one and was undone; it may be sent again at once. */
    static boolean isRace(Throwable failure) {
        return RACES.contains(state(failure));
    }

    /** A unique index had the key already, and the statement was undone. */
    static boolean isTaken(Throwable failure) {
        return state(failure).equals("23505");
    }

    /** The role lacks a right. */
    static boolean isForbidden(Throwable failure) {
        return state(failure).equals("42501");
    }

    /** Asks again, less and less often, when a lock was not to be had in the time given; the last failure is signalled. */
    static Retry lockTimeoutsOn(Scheduler scheduler) {
        return Retry.backoff(LOCK_ATTEMPTS, Duration.ofMillis(50))
                .maxBackoff(Duration.ofSeconds(1))
                .filter(failure -> state(failure).equals(LOCK_NOT_AVAILABLE))
                .scheduler(scheduler)
                .onRetryExhaustedThrow((spec, signal) -> signal.failure());
    }

    private static boolean endsTheSession(Throwable failure) {
        if (!(failure instanceof PostgresqlException reported)) {
            return false;
        }
        String severity = reported.getErrorDetails().getSeverityNonLocalized();
        return "FATAL".equals(severity) || "PANIC".equals(severity);
    }

    private static String classOf(String state) {
        return state.length() < 2 ? "" : state.substring(0, 2);
    }

    private static String state(@Nullable Throwable failure) {
        String state = failure instanceof R2dbcException reported ? reported.getSqlState() : null;
        return state == null ? "" : state;
    }
}
