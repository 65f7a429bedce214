/**
 * An event store on a plain bucket of S3, or of a compatible store with conditional writes.
 *
 * <p>{@link io.aett.reactive.s3.S3EventStore} is the entry point.
 */
@NullMarked
package io.aett.reactive.s3;

import org.jspecify.annotations.NullMarked;
