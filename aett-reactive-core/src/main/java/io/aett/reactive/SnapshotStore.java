package io.aett.reactive;

import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/**
 * Snapshots of streams, at most one per revision. All publishers are cold; errors are signals, except for {@code null} arguments, which
 * throw at the call.
 */
public interface SnapshotStore {

    /**
     * The newest snapshot with a revision not above this one, or empty. Fails with {@link MalformedDataException} if it cannot be
     * decoded, and with its subclass {@link StaleSnapshotException} if its class had another form when it was written.
     */
    Mono<Snapshot> get(String tenantId, String streamId, long maxRevision);

    /** The newest snapshot, or empty. */
    default Mono<Snapshot> get(String tenantId, String streamId) {
        return get(tenantId, streamId, Long.MAX_VALUE);
    }

    /**
     * Stores the snapshot, whatever its revision; at an existing revision the last write wins. A payload without topic fails with {@link
     * IllegalArgumentException}.
     */
    Mono<Void> add(Snapshot snapshot);

    /**
     * Removes all but the newest {@code keep} snapshots of the stream. The newest one is never removed, even with concurrent adds and
     * trims: a snapshot is removed only if a newer one existed, so the one with the greatest revision never is. What is added
     * meanwhile stays, and older ones may stay too. On a store that lists keys (S3) a concurrent {@link #get} may find none. May be repeated,
     * even if the answer was lost; cancelling may leave some of the snapshots. A {@code keep} below 1 fails with {@link
     * IllegalArgumentException}.
     */
    Mono<Void> trim(String tenantId, String streamId, int keep);

    /** Stores the snapshot with these headers merged over its own. */
    default Mono<Void> add(Snapshot snapshot, Map<String, String> headers) {
        Objects.requireNonNull(headers, "headers");
        return add(snapshot.withHeaders(headers));
    }
}
