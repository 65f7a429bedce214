/** The events that the suites write. */
@NullMarked
package io.aett.reactive.testkit.events;

import org.jspecify.annotations.NullMarked;
