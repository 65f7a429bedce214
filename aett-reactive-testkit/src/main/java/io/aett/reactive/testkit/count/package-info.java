/** Storages that count what is asked of them. */
@NullMarked
package io.aett.reactive.testkit.count;

import org.jspecify.annotations.NullMarked;
