/** An order service: two aggregates, a saga, a read model and a feed behind HTTP. */
@NullMarked
package io.aett.reactive.orders;

import org.jspecify.annotations.NullMarked;
