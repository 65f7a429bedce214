/**
 * The storage port: what a backend implements, and nothing else.
 *
 * <p>A backend is a {@link io.aett.reactive.spi.Storage}: a {@link io.aett.reactive.spi.CommitLog}, a
 * {@link io.aett.reactive.spi.SnapshotTable}, a {@link io.aett.reactive.spi.StorageManagement}, its
 * {@link io.aett.reactive.spi.StorageLimits} and a {@link io.aett.reactive.spi.FailureClassifier}. Validation,
 * encoding, stamps, commit-id and conflict decisions, group commit, time-outs, paging, demand and live following are
 * done once, above this port, by {@link io.aett.reactive.engine.EventStoreEngine}. Bytes are opaque to a backend.
 */
@NullMarked
package io.aett.reactive.spi;

import org.jspecify.annotations.NullMarked;
