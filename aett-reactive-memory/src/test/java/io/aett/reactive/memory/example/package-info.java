/** What the documents show and say: compiled, run and checked. */
@NullMarked
package io.aett.reactive.memory.example;

import org.jspecify.annotations.NullMarked;
