/** The event, the aggregate and the stored form that all measurements share. */
@NullMarked
package io.aett.reactive.benchmarks.model;

import org.jspecify.annotations.NullMarked;
