package io.aett.reactive.spi;

import reactor.core.publisher.Mono;

/** The snapshots of a store, at most one per stream and revision. Same rules of consistency as {@link CommitLog}. */
public interface SnapshotTable {

    /** Stores the snapshot; one with the same stream and revision is replaced. */
    Mono<Void> put(EncodedSnapshot snapshot);

    /** The stream's snapshot with the highest revision that is not above {@code maxRevision}, or empty. */
    Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision);

    /** The revision of the stream's newest snapshot, without its payload, or empty. */
    Mono<Long> newestRevision(StreamKey stream);
}
