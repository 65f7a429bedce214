package io.aett.reactive;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The state of a stream at a revision, so that reading can start there. Immutable; headers are copied; nulls are rejected.
 *
 * @param streamRevision revision up to which events are contained in the payload
 * @param commitSequence sequence of the last commit that is contained completely
 * @param payload        the state; its class needs a topic to be stored
 */
public record Snapshot(
        String tenantId,
        String streamId,
        long streamRevision,
        long commitSequence,
        Object payload,
        Map<String, String> headers) {

    public Snapshot {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(payload, "payload");
        headers = Headers.copyOfStrings(headers);
    }

    /** The memento's payload as a snapshot: its id is the stream, its version the revision. */
    public static Snapshot fromMemento(
            String tenantId, Memento<?> memento, long commitSequence, Map<String, String> headers) {
        return new Snapshot(tenantId, memento.id(), memento.version(), commitSequence, memento.payload(), headers);
    }

    /** This snapshot with these headers merged over its own. */
    public Snapshot withHeaders(Map<String, String> more) {
        Map<String, String> merged = new LinkedHashMap<>(headers);
        merged.putAll(more);
        return new Snapshot(tenantId, streamId, streamRevision, commitSequence, payload, merged);
    }
}
