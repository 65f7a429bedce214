/** Whether a store is sound. */
@NullMarked
package io.aett.reactive.cli.check;

import org.jspecify.annotations.NullMarked;
