package io.aett.reactive.spi;

import java.util.Objects;

/**
 * A backend: the parts that {@link io.aett.reactive.engine.EventStoreEngine} makes an event store of.
 *
 * @param name how messages call the store, such as {@code PostgreSQL}
 */
public record Storage(
        String name,
        StorageLimits limits,
        CommitLog commits,
        SnapshotTable snapshots,
        StateTable states,
        StorageManagement management,
        FailureClassifier failures) {
    public Storage {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(commits, "commits");
        Objects.requireNonNull(snapshots, "snapshots");
        Objects.requireNonNull(states, "states");
        Objects.requireNonNull(management, "management");
        Objects.requireNonNull(failures, "failures");
    }
}
