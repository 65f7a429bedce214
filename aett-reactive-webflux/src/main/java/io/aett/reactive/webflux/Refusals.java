package io.aett.reactive.webflux;

import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.UnexpectedVersionException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.codec.HttpMessageWriter;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.result.view.ViewResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The library's errors as answers. Nothing of a driver's message gets out. */
final class Refusals {

    private static final ServerResponse.Context CONTEXT = new ServerResponse.Context() {
        private final HandlerStrategies strategies = HandlerStrategies.withDefaults();

        @Override
        public List<HttpMessageWriter<?>> messageWriters() {
            return strategies.messageWriters();
        }

        @Override
        public List<ViewResolver> viewResolvers() {
            return List.of();
        }
    };

    private final String retryAfter;

    Refusals(long retryAfterSeconds) {
        this.retryAfter = Long.toString(retryAfterSeconds);
    }

    /** Answers with a problem, or hands the failure on when it is none of the library's, or too late. */
    Mono<Void> answer(ServerWebExchange exchange, Throwable failure) {
        Optional<ProblemDetail> found = problem(exchange, failure);
        if (found.isEmpty() || exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        ProblemDetail problem = found.get();
        problem.setInstance(instance(exchange.getRequest().getPath().value()));
        ServerResponse.BodyBuilder response =
                ServerResponse.status(problem.getStatus()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.getStatus() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, retryAfter);
        }
        return response.bodyValue(problem).flatMap(body -> body.writeTo(exchange, CONTEXT));
    }

    /** What begins with two slashes would be the name of another server, or none. */
    static URI instance(String path) {
        return URI.create(path.startsWith("//") ? "/." + path : path);
    }

    private static Optional<ProblemDetail> problem(ServerWebExchange exchange, Throwable failure) {
        if (failure instanceof ErrorResponseException refused
                && refused.getBody().getType() != null
                && refused.getBody().getType().toString().startsWith(Problem.TYPES)) {
            return Optional.of(refused.getBody());
        }
        if (failure instanceof CommitConflictException lost) {
            return Optional.of(conflict(exchange, lost));
        }
        if (failure instanceof StreamNotFoundException none) {
            ProblemDetail problem = Problem.STREAM_NOT_FOUND.detail("nothing was stored in this stream");
            problem.setProperty("stream", none.streamId());
            return Optional.of(problem);
        }
        if (failure instanceof CommitOutcomeUnknownException) {
            return Optional.of(unknown(exchange));
        }
        return failure instanceof StorageUnavailableException
                ? Optional.of(Problem.UNAVAILABLE.detail("nothing was stored; the same request may succeed later"))
                : Optional.empty();
    }

    /** Without a precondition of the client's an unexpected revision is a lost race as any other. */
    private static ProblemDetail conflict(ServerWebExchange exchange, CommitConflictException lost) {
        boolean mismatch = lost instanceof UnexpectedVersionException
                && AettRequest.of(exchange).filter(AettRequest::isConditional).isPresent();
        ProblemDetail problem = mismatch
                ? Problem.PRECONDITION_FAILED.detail("read the stream again, and decide anew")
                : Problem.LOST_RACE.detail("nothing was stored; read the stream again, and decide anew");
        problem.setProperty("stream", lost.streamId());
        expected(exchange, lost).ifPresent(revision -> problem.setProperty("expectedRevision", revision));
        problem.setProperty("actualRevision", lost.headRevision());
        return problem;
    }

    private static Optional<Long> expected(ServerWebExchange exchange, CommitConflictException lost) {
        return lost instanceof UnexpectedVersionException unexpected
                ? Optional.of(unexpected.expectedVersion()).filter(revision -> revision != Precondition.NEVER)
                : AettRequest.decidedOn(exchange);
    }

    private static ProblemDetail unknown(ServerWebExchange exchange) {
        boolean safe =
                AettRequest.of(exchange).filter(AettRequest::isRepeatable).isPresent();
        return Problem.OUTCOME_UNKNOWN.detail(
                safe
                        ? "the command may have taken effect or not; repeating the request with the same "
                                + IdempotencyKey.HEADER + " is safe, and tells"
                        : "the command may have taken effect or not; without an " + IdempotencyKey.HEADER
                                + " a repetition may take effect a second time");
    }
}
