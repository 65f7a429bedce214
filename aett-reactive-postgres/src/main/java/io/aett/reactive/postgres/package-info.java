/**
 * An event store on PostgreSQL 13 and later, through r2dbc-postgresql.
 *
 * <p>{@link io.aett.reactive.postgres.PostgresEventStore} is the entry point.
 */
@NullMarked
package io.aett.reactive.postgres;

import org.jspecify.annotations.NullMarked;
