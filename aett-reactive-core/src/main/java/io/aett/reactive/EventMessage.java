package io.aett.reactive;

import java.util.Map;
import java.util.Objects;

/**
 * One event and its headers. Headers are copied, nested lists and maps included, and cannot be changed; the body is kept unchanged.
 *
 * <p>Nulls are rejected, except as header values, where {@code null} is JSON's null.
 *
 * @param body    the event; its class needs a topic to be stored
 * @param headers JSON values, or {@code EventMessage}s
 */
public record EventMessage(Object body, Map<String, Object> headers) {

    public EventMessage {
        Objects.requireNonNull(body, "body");
        headers = Headers.copy(headers);
    }

    /** A message without headers around this body; a body that is already a message is returned unchanged. */
    public static EventMessage of(Object body) {
        return body instanceof EventMessage message ? message : new EventMessage(body, Map.of());
    }
}
