/** Callers that do one thing after another, and what that took. */
@NullMarked
package io.aett.reactive.benchmarks.load;

import org.jspecify.annotations.NullMarked;
