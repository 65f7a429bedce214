/** Stores by their addresses. */
@NullMarked
package io.aett.reactive.cli.store;

import org.jspecify.annotations.NullMarked;
