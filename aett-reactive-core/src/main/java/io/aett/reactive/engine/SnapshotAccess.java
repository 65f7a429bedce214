package io.aett.reactive.engine;

import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The snapshot store of every backend. */
final class SnapshotAccess implements SnapshotStore {

    private final SnapshotTable table;
    private final CommitCodec codec;
    private final Paging paging;
    private final Lifecycle lifecycle;

    SnapshotAccess(SnapshotTable table, CommitCodec codec, Paging paging, Lifecycle lifecycle) {
        this.table = table;
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
            return paging.access(table.put(codec.encode(stream, snapshot)));
        }));
    }
}
