package io.aett.reactive.engine;

import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The snapshot store of every backend. */
final class SnapshotAccess implements SnapshotStore {

    private final String name;
    private final long limit;
    private final SnapshotTable table;
    private final CommitCodec codec;
    private final Paging paging;
    private final Lifecycle lifecycle;

    SnapshotAccess(Storage storage, CommitCodec codec, Paging paging, Lifecycle lifecycle) {
        this.name = storage.name();
        this.limit = storage.limits().snapshotBytes();
        this.table = storage.snapshots();
        this.codec = codec;
        this.paging = paging;
        this.lifecycle = lifecycle;
    }

    @Override
    public Mono<Snapshot> get(String tenantId, String streamId, long maxRevision) {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        return lifecycle.whileOpen(Mono.defer(() -> {
            StreamKey stream = new StreamKey(tenantId, streamId);
            return maxRevision < 0
                    ? Mono.<Snapshot>empty()
                    : paging.access(table.find(stream, maxRevision)).map(codec::decode);
        }));
    }

    @Override
    public Mono<Void> add(Snapshot snapshot) {
        Objects.requireNonNull(snapshot, "snapshot");
        return lifecycle.whileOpen(Mono.defer(() -> {
            StreamKey stream = new StreamKey(snapshot.tenantId(), snapshot.streamId());
            if (snapshot.streamRevision() < 0) {
                throw new IllegalArgumentException(
                        "streamRevision of a snapshot must not be negative, but is " + snapshot.streamRevision());
            }
            EncodedSnapshot encoded = codec.encode(stream, snapshot);
            if (encoded.payload().length > limit) {
                throw new IllegalArgumentException("the snapshot has " + encoded.payload().length + " bytes, more than "
                        + name + " stores in one snapshot (" + limit + " bytes); keep less in it");
            }
            return paging.access(table.put(encoded));
        }));
    }

    @Override
    public Mono<Void> trim(String tenantId, String streamId, int keep) {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        return lifecycle.whileOpen(Mono.defer(() -> {
            StreamKey stream = new StreamKey(tenantId, streamId);
            if (keep < 1) {
                throw new IllegalArgumentException("keep must be at least 1, but is " + keep);
            }
            return paging.access(table.trim(stream, keep));
        }));
    }
}
