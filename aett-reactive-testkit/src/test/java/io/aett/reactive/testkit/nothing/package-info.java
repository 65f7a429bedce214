/** A store that does nothing, which every test must notice. */
@NullMarked
package io.aett.reactive.testkit.nothing;

import org.jspecify.annotations.NullMarked;
