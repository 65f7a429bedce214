/** The history of a git repository as events: a program that does with the library what its users do. Begin with {@link Main}. */
@NullMarked
package io.aett.reactive.sample;

import org.jspecify.annotations.NullMarked;
