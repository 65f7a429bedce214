/** The program {@code aett}: stores from the command line. Begin with {@link Main}. */
@NullMarked
package io.aett.reactive.cli;

import org.jspecify.annotations.NullMarked;
