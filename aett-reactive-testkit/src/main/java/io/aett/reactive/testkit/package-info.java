/** The conformance suite: what a backend gives ({@link io.aett.reactive.testkit.EventStoreFixture}) to be proven. */
@NullMarked
package io.aett.reactive.testkit;

import org.jspecify.annotations.NullMarked;
