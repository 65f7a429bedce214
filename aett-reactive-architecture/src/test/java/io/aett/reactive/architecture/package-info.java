/** The rules between the modules. */
@NullMarked
package io.aett.reactive.architecture;

import org.jspecify.annotations.NullMarked;
