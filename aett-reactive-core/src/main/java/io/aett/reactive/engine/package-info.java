/**
 * The one algorithm above every backend: {@link io.aett.reactive.engine.EventStoreEngine} turns a
 * {@link io.aett.reactive.spi.Storage} into an {@link io.aett.reactive.EventStore}. For people who write a backend.
 */
@NullMarked
package io.aett.reactive.engine;

import org.jspecify.annotations.NullMarked;
