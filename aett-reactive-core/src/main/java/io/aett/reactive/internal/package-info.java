/**
 * What the modules of this project share and nobody else should use: it may change or go at any time.
 */
@NullMarked
package io.aett.reactive.internal;

import org.jspecify.annotations.NullMarked;
