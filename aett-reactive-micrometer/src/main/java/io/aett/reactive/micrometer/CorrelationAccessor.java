package io.aett.reactive.micrometer;

import io.aett.reactive.domain.Correlation;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Keeps the {@link Correlation} of the Reactor context in the logging context (SLF4J's MDC), as {@value #CORRELATION_ID} and {@value
 * #CAUSATION_ID}, and takes it from there into the Reactor context where one begins.
 *
 * <p>It is found as a service by context propagation; with {@code Hooks.enableAutomaticContextPropagation()} Reactor asks it wherever code
 * of the application runs.
 */
public final class CorrelationAccessor implements ThreadLocalAccessor<Correlation> {

    /** The correlation id in the logging context. */
    public static final String CORRELATION_ID = "correlationId";

    /** The causation id in the logging context. */
    public static final String CAUSATION_ID = "causationId";

    @Override
    public Object key() {
        return Correlation.class;
    }

    @Override
    public @Nullable Correlation getValue() {
        String id = MDC.get(CORRELATION_ID);
        String cause = MDC.get(CAUSATION_ID);
        if (id == null || id.isEmpty()) {
            return null;
        }
        return new Correlation(id, cause == null || cause.isEmpty() ? null : cause);
    }

    @Override
    public void setValue(Correlation value) {
        MDC.put(CORRELATION_ID, value.correlationId());
        String cause = value.causationId();
        if (cause == null) {
            MDC.remove(CAUSATION_ID);
        } else {
            MDC.put(CAUSATION_ID, cause);
        }
    }

    @Override
    public void setValue() {
        MDC.remove(CORRELATION_ID);
        MDC.remove(CAUSATION_ID);
    }
}
