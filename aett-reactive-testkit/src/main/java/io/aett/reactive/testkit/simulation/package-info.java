/**
 * A simulated world: processes with clocks of their own, and a database that answers late, falsely or never, in virtual time and by one
 * seed. The same seed is the same history, step by step.
 */
@NullMarked
package io.aett.reactive.testkit.simulation;

import org.jspecify.annotations.NullMarked;
