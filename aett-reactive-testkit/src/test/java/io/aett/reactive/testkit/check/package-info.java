/** The checkers, judged by hand-made bad histories. */
@NullMarked
package io.aett.reactive.testkit.check;

import org.jspecify.annotations.NullMarked;
