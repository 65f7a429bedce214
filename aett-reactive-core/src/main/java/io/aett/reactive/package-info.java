/** The model and the public interfaces of the event store. */
@NullMarked
package io.aett.reactive;

import org.jspecify.annotations.NullMarked;
