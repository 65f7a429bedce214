/**
 * Aggregates, sagas and the repositories that load and save them.
 *
 * <p>The stream of an aggregate or saga is named by its id, within the tenant of the repository. Nothing here knows a
 * database; everything goes through {@link io.aett.reactive.EventStore}.
 */
@NullMarked
package io.aett.reactive.domain;

import org.jspecify.annotations.NullMarked;
