/**
 * Real servers for tests, benchmarks and the sample: found in the environment, in Docker, or taken from packages.
 *
 * <p>Not published. Everything here may block: it runs in tests and in tools, never in a store.
 */
@NullMarked
package io.aett.reactive.testservers;

import org.jspecify.annotations.NullMarked;
