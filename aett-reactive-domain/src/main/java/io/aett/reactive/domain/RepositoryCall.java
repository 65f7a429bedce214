package io.aett.reactive.domain;

import java.util.Objects;

/**
 * What a repository is about to do.
 *
 * @param operation what
 * @param tenantId whose stream
 * @param streamId which
 * @param type the class of the aggregate or saga; of a decider, that of its events
 */
public record RepositoryCall(Operation operation, String tenantId, String streamId, Class<?> type) {

    /** What a repository does that is more than a commit. */
    public enum Operation {

        /** Brings instances back from their events, for whoever asked, or for updates that go in together. */
        LOAD,

        /** Loads, changes and stores, as often as it takes; gives an {@link Updated}. */
        UPDATE
    }

    public RepositoryCall {
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(type, "type");
    }
}
