/** Waiting with a bound, recording signals, racing, and seeds. */
@NullMarked
package io.aett.reactive.testkit.support;

import org.jspecify.annotations.NullMarked;
