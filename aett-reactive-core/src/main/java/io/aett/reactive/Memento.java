package io.aett.reactive;

import java.util.Objects;

/**
 * The state of an aggregate at a version, as the aggregate returns it and restores it.
 *
 * @param id      the aggregate, and thereby the stream
 * @param version number of events contained in the payload
 */
public record Memento<T>(String id, long version, T payload) {

    public Memento {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(payload, "payload");
    }
}
