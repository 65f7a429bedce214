/** Histories of the whole engine in a simulated world. */
@NullMarked
package io.aett.reactive.testkit.simulation;

import org.jspecify.annotations.NullMarked;
