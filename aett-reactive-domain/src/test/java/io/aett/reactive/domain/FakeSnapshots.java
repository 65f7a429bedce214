package io.aett.reactive.domain;

import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import reactor.core.publisher.Mono;

/** Snapshots kept as they are; what they answer first is scripted in the store. */
final class FakeSnapshots implements SnapshotStore {

    private final Map<String, NavigableMap<Long, Snapshot>> streams = new ConcurrentHashMap<>();
    private final FakeStore store;

    FakeSnapshots(FakeStore store) {
        this.store = store;
    }

    List<Snapshot> all(String id) {
        return List.copyOf(stream(id).values());
    }

    void purge(String id) {
        streams.remove(id);
    }

    private NavigableMap<Long, Snapshot> stream(String id) {
        return streams.computeIfAbsent(id, any -> new ConcurrentSkipListMap<>());
    }

    @Override
    public Mono<Snapshot> get(String tenantId, String streamId, long maxRevision) {
        return store.snapshotLookUp.switchIfEmpty(Mono.defer(
                () -> Mono.justOrEmpty(stream(streamId).headMap(maxRevision, true).descendingMap().values().stream()
                        .findFirst())));
    }

    @Override
    public Mono<Void> trim(String tenantId, String streamId, int keep) {
        return store.trimAnswer.then(Mono.fromRunnable(() -> {
            while (stream(streamId).size() > keep) {
                stream(streamId).pollFirstEntry();
            }
        }));
    }

    @Override
    public Mono<Void> add(Snapshot snapshot) {
        return store.snapshotAnswer.then(
                Mono.fromRunnable(() -> stream(snapshot.streamId()).put(snapshot.streamRevision(), snapshot)));
    }
}
