package io.aett.reactive;

import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Snapshots of streams, at most one per revision. All publishers are cold; errors are signals, save for {@code null} arguments, which
 * throw at the call.
 */
public interface SnapshotStore {

    /**
     * The newest snapshot with a revision not above this one, or empty. Ends in {@link MalformedDataException} when it cannot be
     * decoded, and in {@link StaleSnapshotException}, which is one of those, when its class had another form when it was written.
     */
    Mono<Snapshot> get(String tenantId, String streamId, long maxRevision);

    /** The newest snapshot, or empty. */
    default Mono<Snapshot> get(String tenantId, String streamId) {
        return get(tenantId, streamId, Long.MAX_VALUE);
    }

    /**
     * Stores the snapshot, whatever its revision; at an existing revision the last write wins. A payload without topic ends in {@link
     * IllegalArgumentException}.
     */
    Mono<Void> add(Snapshot snapshot);

    /** Stores the snapshot with these headers merged over its own. */
    default Mono<Void> add(Snapshot snapshot, Map<String, String> headers) {
        Objects.requireNonNull(headers, "headers");
        return add(snapshot.withHeaders(headers));
    }
}
