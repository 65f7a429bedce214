/** Stores measured beside their drivers, in one run. Begin with {@link io.aett.reactive.benchmarks.Main}. */
@NullMarked
package io.aett.reactive.benchmarks;

import org.jspecify.annotations.NullMarked;
