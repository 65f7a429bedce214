/** One store and its raw counterpart each. */
@NullMarked
package io.aett.reactive.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
