package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.SnapshotTable;
import io.aett.reactive.spi.StreamKey;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The snapshots in memory, by stream and revision, kept with the tenant so that one purge takes all. */
final class MemorySnapshotTable implements SnapshotTable {

    private final MemoryCommitLog log;

    MemorySnapshotTable(MemoryCommitLog log) {
        this.log = log;
    }

    @Override
    public Mono<Void> put(EncodedSnapshot snapshot) {
        StreamKey key = snapshot.stream();
        return log.change(() -> {
                    MemoryTenant tenant = log.root().tenantToChange(key.tenantId());
                    ConcurrentSkipListMap<Long, EncodedSnapshot> stream = tenant.snapshots.get(key.streamId());
                    if (stream == null) {
                        stream = new ConcurrentSkipListMap<>();
                        tenant.snapshots.put(key.streamId(), stream);
                    }
                    stream.put(snapshot.revision(), snapshot);
                    return snapshot;
                })
                .then();
    }

    @Override
    public Mono<EncodedSnapshot> find(StreamKey key, long maxRevision) {
        return Mono.fromSupplier(() -> {
            ConcurrentSkipListMap<Long, EncodedSnapshot> stream = snapshots(key);
            Map.Entry<Long, EncodedSnapshot> newest = stream == null ? null : stream.floorEntry(maxRevision);
            return newest == null ? null : newest.getValue();
        });
    }

    /** From the oldest on, so that the newest is there all the time. */
    @Override
    public Mono<Void> trim(StreamKey key, int keep) {
        return log.change(() -> {
                    ConcurrentSkipListMap<Long, EncodedSnapshot> stream = snapshots(key);
                    for (int left = stream == null ? 0 : stream.size(); stream != null && left > keep; left--) {
                        stream.pollFirstEntry();
                    }
                    return key;
                })
                .then();
    }

    @Override
    public Mono<Long> newestRevision(StreamKey key) {
        return Mono.fromSupplier(() -> {
            ConcurrentSkipListMap<Long, EncodedSnapshot> stream = snapshots(key);
            Map.Entry<Long, EncodedSnapshot> newest = stream == null ? null : stream.lastEntry();
            return newest == null ? null : newest.getKey();
        });
    }

    private @Nullable ConcurrentSkipListMap<Long, EncodedSnapshot> snapshots(StreamKey key) {
        MemoryTenant tenant = log.root().tenant(key.tenantId());
        return tenant == null ? null : tenant.snapshots.get(key.streamId());
    }
}
