package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * What belongs together, and what led to what: one correlation id for all that follows from one request, and the id of the commit
 * that was the cause.
 *
 * <p>Where there is one in the Reactor context, repositories write it into the headers of each commit. Whoever handles a stored commit
 * goes on with {@link #causedBy}, so the ids flow from a request through commits, sagas and commands:
 *
 * <pre>{@code
 * handle(commit).contextWrite(Correlation.causedBy(commit)::writeTo)
 * }</pre>
 *
 * @param correlationId the same for all that belongs together; not empty
 * @param causationId the id of the commit that led to this, or null at the beginning; not empty
 */
public record Correlation(String correlationId, @Nullable String causationId) {

    /** The header that holds the correlation id. */
    public static final String CORRELATION_ID = "CorrelationId";

    /** The header that holds the causation id. */
    public static final String CAUSATION_ID = "CausationId";

    public Correlation {
        Objects.requireNonNull(correlationId, "correlationId");
        if (correlationId.isEmpty()) {
            throw new IllegalArgumentException("correlationId must not be empty");
        }
        if (causationId != null && causationId.isEmpty()) {
            throw new IllegalArgumentException("causationId must not be empty; leave it out where there is no cause");
        }
    }

    /** The beginning of something: without a cause. */
    public static Correlation of(String correlationId) {
        return new Correlation(correlationId, null);
    }

    /** With the id of what led to it. */
    public static Correlation of(String correlationId, String causationId) {
        return new Correlation(correlationId, Objects.requireNonNull(causationId, "causationId"));
    }

    /** What a commit's headers say; empty when it has no correlation id that is a text of at least one character. */
    public static Optional<Correlation> of(Commit commit) {
        return text(commit, CORRELATION_ID)
                .map(id -> new Correlation(id, text(commit, CAUSATION_ID).orElse(null)));
    }

    /**
     * What a commit leads to: its correlation id, or its own id where it has none, and as the cause its own id.
     *
     * @param commit a stored commit
     * @return never null
     */
    public static Correlation causedBy(Commit commit) {
        String id = commit.commitId().toString();
        return new Correlation(text(commit, CORRELATION_ID).orElse(id), id);
    }

    /** What {@link #writeTo} has put into the context. */
    public static Optional<Correlation> from(ContextView context) {
        return context.getOrEmpty(Correlation.class);
    }

    /** The context with this correlation, under the key {@code Correlation.class}; for {@code contextWrite}. */
    public Context writeTo(Context context) {
        return context.put(Correlation.class, this);
    }

    /** The headers of a commit with this correlation, in this order, for commits that no repository makes. */
    public Map<String, Object> headers() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(CORRELATION_ID, correlationId);
        if (causationId != null) {
            headers.put(CAUSATION_ID, causationId);
        }
        return Collections.unmodifiableMap(headers);
    }

    private static Optional<String> text(Commit commit, String header) {
        return commit.headers().get(header) instanceof String text && !text.isEmpty()
                ? Optional.of(text)
                : Optional.empty();
    }
}
