/** The stores to choose from. A new kind is one class and one line in {@link StoreKinds}. */
@NullMarked
package io.aett.reactive.sample.store;

import org.jspecify.annotations.NullMarked;
