package io.aett.reactive.webflux;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** What can be wrong with a request, as RFC 9457 has it. The names are part of what clients see. */
enum Problem {
    PRECONDITION_FAILED(412, "The stream is not at the expected revision"),
    LOST_RACE(409, "Somebody else was first"),
    STREAM_NOT_FOUND(404, "There is no such stream"),
    INVALID_REQUEST(400, "The request cannot be understood"),
    NO_TENANT(400, "The request names no tenant"),
    KEY_REQUIRED(400, "An idempotency key is required"),
    CONDITION_REQUIRED(428, "A precondition is required"),
    KEY_REUSED(422, "The idempotency key belongs to another request"),
    BODY_TOO_LARGE(413, "The body is too large"),
    FORM_WITH_KEY(415, "A form cannot have an idempotency key"),
    UNAVAILABLE(503, "The store is not available"),
    OUTCOME_UNKNOWN(503, "The outcome is not known"),
    NOT_CAUGHT_UP(503, "What was asked for is not there yet");

    /** With what every type begins. */
    static final String TYPES = "urn:aett:problem:";

    private final int status;
    private final String title;

    Problem(int status, String title) {
        this.status = status;
        this.title = title;
    }

    ProblemDetail detail(String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(status), detail);
        problem.setType(URI.create(TYPES + name().toLowerCase(Locale.ROOT).replace('_', '-')));
        problem.setTitle(title);
        return problem;
    }

    ErrorResponseException because(String detail) {
        return because(detail, null);
    }

    ErrorResponseException because(String detail, @Nullable Throwable cause) {
        return new ErrorResponseException(HttpStatusCode.valueOf(status), detail(detail), cause);
    }
}
