/** Every fault in every operation: what a store loses, and how soon it works again. */
@NullMarked
package io.aett.reactive.testkit.matrix;

import org.jspecify.annotations.NullMarked;
