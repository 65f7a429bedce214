/** The fixtures seen failing: each check on something wrong, each text as it is printed. */
@NullMarked
package io.aett.reactive.test;

import org.jspecify.annotations.NullMarked;
