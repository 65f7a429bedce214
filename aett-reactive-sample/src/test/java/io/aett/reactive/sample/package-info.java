@NullMarked
package io.aett.reactive.sample;

import org.jspecify.annotations.NullMarked;
