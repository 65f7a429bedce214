package io.aett.reactive.micrometer;

import io.aett.reactive.domain.CommitHeaders;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * Writes the trace of whoever saves into the headers of the commit, {@code traceparent} where traces are sent by the W3C's rules, so that
 * handlers go on with it, in whatever process and whenever they run.
 *
 * <p>The trace is that of the observation in the Reactor context: there where a repository is observed, and where WebFlux is. Without one
 * it writes nothing. It needs Micrometer Tracing. Updates whose headers differ share no commit, so those of one stream that are traced apart are stored apart.
 */
public final class TraceHeaders implements CommitHeaders {

    private final Propagator propagator;

    private TraceHeaders(Propagator propagator) {
        this.propagator = propagator;
    }

    /** Headers as this propagator writes them, to be given to {@code commitHeaders} of a repository's builder. */
    public static TraceHeaders of(Propagator propagator) {
        return new TraceHeaders(Objects.requireNonNull(propagator, "propagator"));
    }

    @Override
    public Map<String, Object> from(ContextView context) {
        Observation observation = context.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
        Span span = observation == null ? null : span(observation.getContextView());
        if (span == null) {
            return Map.of();
        }
        Map<String, Object> headers = new LinkedHashMap<>();
        propagator.inject(span.context(), headers, (carrier, name, value) -> {
            if (carrier != null) {
                carrier.put(name, value);
            }
        });
        return headers;
    }

    /** The nearest that is traced. */
    private static @Nullable Span span(Observation.ContextView of) {
        TracingContext tracing = of.get(TracingContext.class);
        if (tracing != null && tracing.getSpan() != null) {
            return tracing.getSpan();
        }
        var parent = of.getParentObservation();
        return parent == null ? null : span(parent.getContextView());
    }
}
