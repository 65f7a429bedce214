package io.aett.reactive.explorer;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.node.ObjectNode;

/** What can go wrong, with what helps. */
enum Problem {
    BAD_REQUEST(400, "The request cannot be understood", "Correct what the cause names."),
    FOREIGN(
            403,
            "The request comes from elsewhere",
            "Use the explorer's own page; a proxy must leave the Host header as it is."),
    READ_ONLY(
            403,
            "This explorer only shows",
            "Set readOnly to false where the explorer is made, if whoever can open it may change subscriptions."),
    NO_SUCH_PLACE(404, "There is no such address", "Go back to the streams."),
    NO_SUCH_STREAM(404, "There is no such stream", "Check tenant and stream: ids are compared letter by letter."),
    NO_SUCH_COMMIT(
            404,
            "There is no such commit",
            "It may have been purged, or replayed or discarded by somebody else. Load the list again."),
    NO_SUCH_SUBSCRIPTION(404, "There is no such subscription", "It may have been removed. Load the list again."),
    NO_SUCH_REVISION(404, "The stream is not there yet", "Choose a revision up to the head."),
    NO_VIEW(404, "Nobody said what such a stream comes to", "Register a StateView for streams of this kind."),
    FOLD_TOO_LONG(
            422,
            "Too many events to fold",
            "Store snapshots and give the view fromSnapshots, raise eventsPerFold, or choose an earlier revision."),
    FOLD_FAILED(422, "The view failed", "Look at the functions of the view."),
    TOO_LARGE(413, "The request is too large", "Send what the page sends."),
    NOT_JSON(415, "Only JSON is taken", "Send the content type application/json."),
    MALFORMED(
            422,
            "Stored data cannot be decoded",
            "Register the missing topic, add the upcaster, or run a newer program; the commit itself stays as it is."),
    UNKNOWN_OUTCOME(
            503,
            "The outcome is not known",
            "Load the page again to see whether it took effect, and repeat it if not."),
    UNAVAILABLE(
            503,
            "The store does not answer",
            "Look at the database and the connection to it. The page tries again by itself."),
    STORE(500, "The store refused", "The cause names what to do; the server's log has more."),
    UNEXPECTED(500, "Something unexpected went wrong", "The server's log says what.");

    private static final Logger LOG = LoggerFactory.getLogger(Explorer.class);

    private final int status;
    private final String title;
    private final String cure;

    Problem(int status, String title, String cure) {
        this.status = status;
        this.title = title;
        this.cure = cure;
    }

    Refused because(String cause) {
        return new Refused(this, cause);
    }

    /** The answer for a failure of any kind. */
    static Refused of(Throwable failure) {
        if (failure instanceof Refused refused) {
            return refused;
        }
        if (failure instanceof DataBufferLimitException) {
            return TOO_LARGE.because("the body is larger than the server takes");
        }
        if (failure instanceof ResponseStatusException wrong) {
            return BAD_REQUEST.because(String.valueOf(wrong.getReason()));
        }
        if (failure instanceof IllegalArgumentException wrong) {
            return BAD_REQUEST.because(String.valueOf(wrong.getMessage()));
        }
        if (failure instanceof EventStoreException known) {
            return ofStore(known).because(String.valueOf(known.getMessage()));
        }
        LOG.error("the explorer met something unexpected", failure);
        return UNEXPECTED.because(failure.getClass().getSimpleName());
    }

    private static Problem ofStore(EventStoreException failure) {
        if (failure instanceof SubscriptionNotFoundException) {
            return NO_SUCH_SUBSCRIPTION;
        }
        if (failure instanceof MalformedDataException) {
            return MALFORMED;
        }
        if (failure instanceof StateOutcomeUnknownException || failure instanceof CommitOutcomeUnknownException) {
            return UNKNOWN_OUTCOME;
        }
        return failure instanceof StorageUnavailableException ? UNAVAILABLE : STORE;
    }

    /** A problem that has happened. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final Problem problem;

        private Refused(Problem problem, String cause) {
            super(cause, null, false, false);
            this.problem = problem;
        }

        int status() {
            return problem.status;
        }

        ObjectNode json() {
            return Json.object()
                    .put("title", problem.title)
                    .put("status", problem.status)
                    .put("cause", getMessage())
                    .put("cure", problem.cure);
        }
    }
}
