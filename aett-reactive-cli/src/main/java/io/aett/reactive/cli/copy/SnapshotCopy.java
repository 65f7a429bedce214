package io.aett.reactive.cli.copy;

import io.aett.reactive.EventStore;
import reactor.core.publisher.Mono;

/** Copies the newest snapshot of each stream, with its stored bytes. */
public final class SnapshotCopy {

    private SnapshotCopy() {}

    /** How many there were; of the streams that began up to this checkpoint. Safe to repeat. */
    public static Mono<Long> run(EventStore source, EventStore target, long upTo) {
        return source.management()
                .getFrom(0)
                .takeWhile(commit -> commit.checkpointToken() <= upTo)
                .filter(commit -> commit.commitSequence() == 1)
                .concatMap(
                        first -> source.snapshots()
                                .get(first.tenantId(), first.streamId())
                                .flatMap(snapshot ->
                                        target.snapshots().add(snapshot).thenReturn(snapshot)),
                        1)
                .count();
    }
}
