/** Consumers that are processes of their own, to be killed and stopped. */
@NullMarked
package io.aett.reactive.testkit.process;

import org.jspecify.annotations.NullMarked;
