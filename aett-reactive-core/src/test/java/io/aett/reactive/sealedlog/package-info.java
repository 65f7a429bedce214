/** The sealed log, alone and in a simulation that can fail. */
@NullMarked
package io.aett.reactive.sealedlog;

import org.jspecify.annotations.NullMarked;
