package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Takes snapshots, because a policy says so or somebody asks.
 *
 * @param taken hears of each instance whose snapshot was stored
 */
record SnapshotTaker<K>(
        String tenantId, SnapshotStore snapshots, Kind<K> kind, SnapshotPolicy policy, Consumer<K> taken) {

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaker.class);

    /** Whether what the policy says can be done. */
    boolean takes(K instance) {
        return !policy.covers(kind.type(instance)) || kind.hasSnapshots(instance);
    }

    /** The save, and behind it what the policy says; a failure of that is logged and never fails the save. */
    Mono<Commit> after(Mono<Commit> save, K instance) {
        if (!policy.covers(kind.type(instance))) {
            return save;
        }
        return kind.hasSnapshots(instance)
                ? save.flatMap(stored -> takeIfDue(instance, stored).thenReturn(stored))
                : Mono.error(() -> kind.withoutSnapshots(instance));
    }

    /** The class may be one that only {@code create} knows. */
    <T extends K> Mono<Snapshot> take(Supplier<T> create, Mono<T> load) {
        return Mono.defer(() -> {
            T made = create.get();
            return kind.hasSnapshots(made) ? load.flatMap(this::take) : Mono.error(kind.withoutSnapshots(made));
        });
    }

    /** Events raised while the save was under way are part of the state but not of the stream: no snapshot then. */
    private Mono<Snapshot> takeIfDue(K instance, Commit stored) {
        return Mono.defer(() -> kind.changes(instance).hasUncommitted() || !policy.isDue(saved(instance, stored))
                        ? Mono.<Snapshot>empty()
                        : take(instance).flatMap(this::trimmed))
                .onErrorResume(failure -> {
                    LOG.warn("Stream {} was saved, but not its snapshot", stored.streamId(), failure);
                    return Mono.empty();
                });
    }

    private Mono<Snapshot> trimmed(Snapshot taken) {
        OptionalInt keeps = policy.keeps();
        if (keeps.isEmpty()) {
            return Mono.just(taken);
        }
        return snapshots
                .trim(tenantId, taken.streamId(), keeps.getAsInt())
                .onErrorResume(failure -> {
                    LOG.warn(
                            "Stream {} was saved with its snapshot, but older ones were not removed",
                            taken.streamId(),
                            failure);
                    return Mono.empty();
                })
                .thenReturn(taken);
    }

    private SnapshotPolicy.Saved saved(K instance, Commit stored) {
        Changes changes = kind.changes(instance);
        return new SnapshotPolicy.Saved(
                kind.type(instance), kind.shown(instance), stored, changes.snapshotVersion(), changes.loading());
    }

    private Mono<Snapshot> take(K instance) {
        Changes changes = kind.changes(instance);
        long version = changes.version();
        if (version == 0) {
            return Mono.empty();
        }
        Memento<?> memento = new Memento<>(changes.id(), version, kind.payload(instance));
        Snapshot snapshot = Snapshot.fromMemento(tenantId, memento, changes.commitSequence(), Map.of());
        return snapshots
                .add(snapshot)
                .doOnSuccess(done -> {
                    changes.snapshotTaken(version);
                    taken.accept(instance);
                })
                .thenReturn(snapshot);
    }
}
