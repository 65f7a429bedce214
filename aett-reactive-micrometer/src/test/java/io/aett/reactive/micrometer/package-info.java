@NullMarked
package io.aett.reactive.micrometer;

import org.jspecify.annotations.NullMarked;
