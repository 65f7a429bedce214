/** Code paths of core, measured by JMH. */
@NullMarked
package io.aett.reactive.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
