/** Checkers: small and exact judges of recorded histories. */
@NullMarked
package io.aett.reactive.testkit.check;

import org.jspecify.annotations.NullMarked;
