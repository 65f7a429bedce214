/** One class for each kind of measurement. */
@NullMarked
package io.aett.reactive.benchmarks.rows;

import org.jspecify.annotations.NullMarked;
