/**
 * For tests of what is built on the library: aggregates, sagas and deciders by given, when and then, a store that fails on demand, and
 * assertions on commits and streams.
 *
 * <p>{@link io.aett.reactive.test.AggregateFixture}, {@link io.aett.reactive.test.FaultyEventStore} and {@link
 * io.aett.reactive.test.AettAssertions} are the entry points. Needs AssertJ, and no test framework: what fails throws {@link
 * java.lang.AssertionError}.
 */
@NullMarked
package io.aett.reactive.test;

import org.jspecify.annotations.NullMarked;
