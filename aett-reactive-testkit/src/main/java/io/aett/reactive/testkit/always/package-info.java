/** What every test asserts besides its own matter. */
@NullMarked
package io.aett.reactive.testkit.always;

import org.jspecify.annotations.NullMarked;
