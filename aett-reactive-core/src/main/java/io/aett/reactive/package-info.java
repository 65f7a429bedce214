/**
 * The model of an event store and its interfaces: commits, events, snapshots, streams, and the errors they end in.
 *
 * <p>Every publisher here is cold: nothing happens before subscription, and each subscription is a separate attempt. A
 * {@code null} argument throws {@link java.lang.NullPointerException} at the call; every other error is a signal. Revisions count the
 * events of a stream, sequences its commits, both from 1; checkpoints order all commits of a store.
 */
@NullMarked
package io.aett.reactive;

import org.jspecify.annotations.NullMarked;
