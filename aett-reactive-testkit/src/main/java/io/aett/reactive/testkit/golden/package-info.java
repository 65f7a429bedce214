/** Stored data as text, from one release to the next. */
@NullMarked
package io.aett.reactive.testkit.golden;

import org.jspecify.annotations.NullMarked;
