/** Programs that run in a JVM of their own. */
@NullMarked
package io.aett.reactive.benchmarks.probe;

import org.jspecify.annotations.NullMarked;
