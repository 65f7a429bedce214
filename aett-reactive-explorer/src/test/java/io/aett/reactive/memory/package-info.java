@NullMarked
package io.aett.reactive.memory;

import org.jspecify.annotations.NullMarked;
