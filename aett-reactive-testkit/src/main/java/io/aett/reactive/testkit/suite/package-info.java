/** The suites. A backend subclasses each with its fixture. */
@NullMarked
package io.aett.reactive.testkit.suite;

import org.jspecify.annotations.NullMarked;
