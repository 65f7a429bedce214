package io.aett.reactive.spi;

import reactor.core.publisher.Mono;

/** The snapshots of a store, at most one per stream and revision. Same rules of consistency as {@link CommitLog}. */
public interface SnapshotTable {

    /** Stores the snapshot; one with the same stream and revision is replaced. */
    Mono<Void> put(EncodedSnapshot snapshot);

    /** The stream's snapshot with the highest revision that is not above {@code maxRevision}, or empty. */
    Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision);

    /**
     * Removes the stream's snapshots below the {@code keep}-th newest revision that it finds, and none where there are no more than that.
     * In any number of steps and in any order, but each one only because it has seen {@code keep} others of greater revisions: so the
     * greatest revision is never removed, whatever is put or trimmed meanwhile. Whoever looks meanwhile finds the newest one as it was at
     * some moment, or, where a look takes several steps and all that it saw is gone, looks again.
     */
    Mono<Void> trim(StreamKey stream, int keep);

    /** The revision of the stream's newest snapshot, without its payload, or empty. */
    Mono<Long> newestRevision(StreamKey stream);
}
