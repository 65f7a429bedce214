/** Bugs that are put into sources, to show that tests can fail. */
@NullMarked
package io.aett.reactive.testkit.mutants;

import org.jspecify.annotations.NullMarked;
