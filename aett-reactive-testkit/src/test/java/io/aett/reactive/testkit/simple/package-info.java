/** The simplest storage that keeps the contract, to try the suites on. */
@NullMarked
package io.aett.reactive.testkit.simple;

import org.jspecify.annotations.NullMarked;
