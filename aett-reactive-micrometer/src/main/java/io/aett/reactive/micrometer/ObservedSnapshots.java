package io.aett.reactive.micrometer;

import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import reactor.core.publisher.Mono;

/** Snapshots, looked for, stored and trimmed. */
final class ObservedSnapshots implements SnapshotStore {

    private final SnapshotStore below;
    private final ObservedReads observed;

    ObservedSnapshots(SnapshotStore below, Observed observed) {
        this.below = below;
        this.observed = new ObservedReads(observed);
    }

    @Override
    public Mono<Snapshot> get(String tenantId, String streamId, long maxRevision) {
        return observed("get", Subject.of(tenantId, streamId), below.get(tenantId, streamId, maxRevision));
    }

    @Override
    public Mono<Void> add(Snapshot snapshot) {
        return observed("add", Subject.of(snapshot.tenantId(), snapshot.streamId()), below.add(snapshot));
    }

    @Override
    public Mono<Void> trim(String tenantId, String streamId, int keep) {
        return observed("trim", Subject.of(tenantId, streamId), below.trim(tenantId, streamId, keep));
    }

    private <T> Mono<T> observed(String operation, Subject subject, Mono<T> work) {
        return observed.one(AettObservation.SNAPSHOT, operation, subject, work);
    }
}
