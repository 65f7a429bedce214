package io.aett.reactive;

import java.util.Objects;

/**
 * The head of a stream.
 *
 * @param headRevision     revision of the last event
 * @param headSequence     sequence of the last commit
 * @param snapshotRevision revision of the newest snapshot, 0 without one
 */
public record StreamHead(
        String tenantId, String streamId, long headRevision, long headSequence, long snapshotRevision) {

    public StreamHead {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
    }
}
