package io.aett.reactive.s3;

import io.aett.reactive.internal.Both;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The snapshots in a bucket, the newest first in the order of keys, so that it is the first key of a LIST. */
final class S3SnapshotTable implements SnapshotTable {

    private static final String SEQUENCE = "sequence";
    private static final int DELETES_AT_ONCE = 8;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final StoreState state;

    S3SnapshotTable(S3Bucket bucket, S3Keys keys, StoreState state) {
        this.bucket = bucket;
        this.keys = keys;
        this.state = state;
    }

    /** Stored where the tenant is now: again, when it was purged meanwhile. */
    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        return state.lastKnown()
                .flatMap(last -> Both.of(state.current(), put(last, snapshot).thenReturn(true))
                        .flatMap(both ->
                                both.getT1().agrees(last, snapshot.stream().tenantId())
                                        ? Mono.empty()
                                        : put(both.getT1(), snapshot)));
    }

    private Mono<Void> put(State at, EncodedSnapshot snapshot) {
        return bucket.replace(
                keys.snapshot(at.place(snapshot.stream()), snapshot.revision()),
                Map.of(SEQUENCE, Long.toString(snapshot.commitSequence())),
                snapshot.payload());
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey stream, long maxRevision) {
        return state.reading(
                stream.tenantId(),
                now -> newestKey(now.place(stream), maxRevision),
                (now, key) -> get(stream, key).switchIfEmpty(Mono.defer(() -> newest(now.place(stream), maxRevision))));
    }

    /**
     * Every key behind the first ones of a LIST. It is deleted without a condition, which needs none: what is put there again meanwhile
     * is as old. A purge may have begun another generation meanwhile, and nobody looks into this one any more.
     */
    @Override
    public Mono<Void> trim(StreamKey stream, int keep) {
        return state.current()
                .flatMapMany(now -> bucket.listAll(keys.snapshots(now.place(stream))))
                .concatMapIterable(found -> found)
                .skip(keep)
                .flatMap(bucket::delete, DELETES_AT_ONCE)
                .then();
    }

    @Override
    public Mono<Long> newestRevision(StreamKey stream) {
        return state.reading(
                stream.tenantId(),
                now -> newestKey(now.place(stream), Long.MAX_VALUE).map(S3Keys::snapshotRevision));
    }

    /** What was the newest was trimmed after it was listed, so there is a newer one; or it was purged, and there is none. */
    private Mono<EncodedSnapshot> newest(StreamPlace place, long maxRevision) {
        return newestKey(place, maxRevision)
                .flatMap(key -> get(place.stream(), key).switchIfEmpty(Mono.defer(() -> newest(place, maxRevision))));
    }

    /** LIST begins behind a key, so behind the one of the next higher revision. */
    private Mono<String> newestKey(StreamPlace place, long maxRevision) {
        @Nullable String after = maxRevision == Long.MAX_VALUE ? null : keys.snapshot(place, maxRevision + 1);
        return bucket.list(keys.snapshots(place), after, 1)
                .flatMap(found -> Mono.justOrEmpty(found.keys().stream().findFirst()));
    }

    private Mono<EncodedSnapshot> get(StreamKey stream, String key) {
        return bucket.get(key)
                .map(found -> new EncodedSnapshot(
                        stream,
                        S3Keys.snapshotRevision(key),
                        Long.parseLong(found.metadata().getOrDefault(SEQUENCE, "0")),
                        found.body()));
    }
}
