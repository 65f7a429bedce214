/**
 * An event store in the memory of one process: the whole contract, nothing durable.
 *
 * <p>{@link io.aett.reactive.memory.MemoryEventStore} is the entry point.
 */
@NullMarked
package io.aett.reactive.memory;

import org.jspecify.annotations.NullMarked;
