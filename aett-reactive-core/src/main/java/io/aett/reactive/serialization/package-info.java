/** How events, and other values that carry a topic, become bytes and come back. */
@NullMarked
package io.aett.reactive.serialization;

import org.jspecify.annotations.NullMarked;
