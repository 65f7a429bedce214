/** What was measured, as a table. */
@NullMarked
package io.aett.reactive.benchmarks.report;

import org.jspecify.annotations.NullMarked;
