/**
 * The sealed log: a gap-safe global order for stores that have nothing but create-if-absent and a counter.
 *
 * <p>A backend implements {@link io.aett.reactive.sealedlog.SealedStorage}, four primitives, and gets from
 * {@link io.aett.reactive.sealedlog.SealedLog} the append and the read of the global order that its
 * {@link io.aett.reactive.spi.CommitLog} needs.
 */
@NullMarked
package io.aett.reactive.sealedlog;

import org.jspecify.annotations.NullMarked;
