/** A network that fails as a test wants it to. */
@NullMarked
package io.aett.reactive.testkit.proxy;

import org.jspecify.annotations.NullMarked;
